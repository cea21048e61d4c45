package org.annals.timeline.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is answered.
 *
 * @param sequence of its latest change
 * @param recorded when it was first recorded
 * @param revised when its latest revision was recorded
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
        @JsonRawValue String data,
        @JsonIgnore Occurred order) {

    public EventView(Event event, String data) {
        this(
                event.eventId,
                event.timeline,
                event.source,
                event.id,
                event.type,
                event.sequence,
                event.revision,
                event.recorded,
                event.revised,
                event.retracted,
                event.earliest.isAfter(Occurred.MIN) ? event.earliest : null,
                event.latest.isBefore(Occurred.MAX) ? event.latest : null,
                data,
                new Occurred(event.earliest, event.latest));
    }
}
