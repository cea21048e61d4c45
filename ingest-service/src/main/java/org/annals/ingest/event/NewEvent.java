package org.annals.ingest.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.UUID;

/**
 * An event as a publisher posted it, found to be in order.
 *
 * @param eventId the event itself; for a correction or retraction, the event that it revises
 * @param attributes of the CloudEvent, as text, in the order of the specification
 */
record NewEvent(
        UUID eventId, String timeline, String source, String id, Map<String, String> attributes, JsonNode data) {}
