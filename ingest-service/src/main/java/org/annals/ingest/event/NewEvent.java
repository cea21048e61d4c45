package org.annals.ingest.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.UUID;
import org.annals.ingest.publishing.CloudEventRecord;

/**
 * An event that was found to be in order.
 *
 * @param eventId by which the event is known downstream; of a correction or retraction, the event that it revises
 */
public record NewEvent(UUID eventId, String timeline, String source, String id, CloudEventRecord message) {

    /**
     * The event as it goes on to the topic.
     *
     * @param attributes all that the publisher gave but the data, checked
     * @param data as it goes on to the topic
     */
    public static NewEvent of(JsonNode attributes, byte[] data) {
        String timeline = attributes.path("subject").asText();
        String source = attributes.path("source").asText();
        String id = attributes.path("id").asText();
        String revised =
                attributes.path("corrects").asText(attributes.path("retracts").asText(id));
        CloudEventRecord message = new CloudEventRecord(timeline, data);
        for (Map.Entry<String, JsonNode> attribute : attributes.properties()) {
            if (Attributes.isPassedOn(attribute.getKey(), attribute.getValue())) {
                message.attribute(attribute.getKey(), attribute.getValue().asText());
            }
        }
        return new NewEvent(EventId.of(timeline, source, revised), timeline, source, id, message);
    }
}
