package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * An event that the timeline has already.
 *
 * @param revisions how many there are
 * @param type of what was imported last, which others may have corrected since
 * @param data of what was imported last
 */
record Stored(int revisions, boolean retracted, String type, JsonNode data) {}
