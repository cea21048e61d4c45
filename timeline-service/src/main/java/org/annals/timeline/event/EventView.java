// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.annals.edtf.Edtf;
import org.annals.edtf.EdtfException;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is answered.
 *
 * @param sequence of the change that made it so
 * @param recorded when it was first recorded
 * @param revised when this revision was recorded
 * @param earliest absent where the start is open, or in a year of more than six digits
 * @param latest absent where the end is open, or in a year of more than six digits
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
        Occurred stored = event.occurred();
        boolean isInCalendar = Occurred.isInCalendar(stored.earliest()) && Occurred.isInCalendar(stored.latest());
        Edtf written = isInCalendar ? null : written(event, data);
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
                told(stored.earliest(), written == null ? null : written.earliest()),
                told(stored.latest(), written == null ? null : written.latest()),
                data);
    }

    /** The date as published; null where there is none, as in a retraction. */
    private static @Nullable Edtf written(Event event, String data) {
        try {
            return Edtf.parse(Json.string(tree(event.eventId(), data), "occurred"));
        } catch (EdtfException e) {
            return null;
        }
    }

    /** One end of a date, told by the date itself where the calendar of the tables does not reach. */
    private static @Nullable Instant told(Instant stored, @Nullable Instant written) {
        if (Occurred.isInCalendar(stored)) {
            return stored;
        }
        return written != null && Json.canTell(written) ? written : null;
    }

    /** The data, read. */
    public JsonNode tree() {
        return tree(eventId, data);
    }

    private static JsonNode tree(UUID eventId, String data) {
        try {
            return Json.STRICT.readTree(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored data can't be read [eventId=" + eventId + "]", e);
        }
    }
}
