package org.annals.timeline.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is answered.
 *
 * @param sequence of the change that made it so
 * @param recorded when it was first recorded
 * @param revised when this revision was recorded
 * @param earliest absent where the start is open
 * @param latest absent where the end is open
 * @param data as published; of a retracted event, the reason
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventView(
        UUID eventId,
        String timeline,
        String source,
        String id,
        String type,
        long sequence,
        int revision,
        Instant recorded,
        Instant revised,
        boolean retracted,
        @Nullable Instant earliest,
        @Nullable Instant latest,
        @JsonRawValue String data) {

    public static EventView of(Event event, String data) {
        Occurred occurred = event.occurred();
        return new EventView(
                event.eventId(),
                event.timeline(),
                event.source(),
                event.id(),
                event.type(),
                event.sequence(),
                event.revision(),
                event.recorded(),
                event.revised(),
                event.retracted(),
                occurred.earliest().isAfter(Occurred.MIN) ? occurred.earliest() : null,
                occurred.latest().isBefore(Occurred.MAX) ? occurred.latest() : null,
                data);
    }

    /** The data, read. */
    public JsonNode tree() {
        try {
            return Json.STRICT.readTree(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored data can't be read [eventId=" + eventId + "]", e);
        }
    }
}
