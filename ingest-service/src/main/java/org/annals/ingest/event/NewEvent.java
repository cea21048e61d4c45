// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.annals.ingest.access.Audit;
import org.annals.ingest.access.Publisher;
import org.annals.ingest.publishing.CloudEventRecord;

/**
 * An event that was found to be in order.
 *
 * @param eventId by which the event is known downstream; of a correction or retraction, the event that it revises
 */
public record NewEvent(UUID eventId, String timeline, String source, String id, Kind kind, CloudEventRecord message) {

    /** What it does. */
    public enum Kind {
        PUBLISHED,
        CORRECTED,
        RETRACTED
    }

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
        return new NewEvent(EventId.of(timeline, source, revised), timeline, source, id, kind(attributes), message);
    }

    private static Kind kind(JsonNode attributes) {
        if (attributes.hasNonNull("retracts")) {
            return Kind.RETRACTED;
        }
        return attributes.hasNonNull("corrects") ? Kind.CORRECTED : Kind.PUBLISHED;
    }

    /** Writes down who made it. */
    public void audit(Audit audit, Publisher who) {
        if (who.name() == null) {
            return;
        }
        audit.write(
                who,
                kind.name().toLowerCase(Locale.ROOT),
                "timeline",
                timeline,
                "source",
                source,
                "id",
                id,
                "eventId",
                eventId.toString());
    }
}
