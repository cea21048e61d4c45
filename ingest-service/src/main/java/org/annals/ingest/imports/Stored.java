// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * An event that the timeline has already.
 *
 * @param revisions how many there are
 * @param type of what was imported last, which others may have corrected since; null where nothing was imported
 * @param time of its message; null where it had none
 * @param data of what was imported last
 */
record Stored(
        int revisions,
        boolean retracted,
        @Nullable String type,
        @Nullable String time,
        JsonNode data) {}
