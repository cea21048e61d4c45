package org.annals.timeline.event;

import java.time.DateTimeException;
import java.time.Instant;
import org.annals.edtf.Edtf;
import org.jspecify.annotations.Nullable;

/** When an event happened: the earliest and the latest instant that its date can mean, as far as tables go. */
public record Occurred(Instant earliest, Instant latest) {

    /** Stand for all that is earlier or later than PostgreSQL's calendar, open ends included. */
    public static final Instant MIN = Instant.parse("-4711-01-01T00:00:00Z");

    public static final Instant MAX = Instant.parse("+294276-12-31T00:00:00Z");

    public static final Occurred ALWAYS = new Occurred(MIN, MAX);

    /** Of the date as it is written, or else of the time that the message has. */
    public static Occurred of(@Nullable String written, @Nullable String time) {
        if (written != null) {
            return of(Edtf.parse(written));
        }
        if (time == null) {
            throw new DateTimeException("data.occurred (EDTF) and ce_time are both missing");
        }
        Instant instant = Instant.parse(time);
        return new Occurred(instant, instant);
    }

    public static Occurred of(Edtf date) {
        return new Occurred(clamp(date.earliest()), clamp(date.latest()));
    }

    private static Instant clamp(Instant instant) {
        if (instant.isBefore(MIN)) {
            return MIN;
        }
        return instant.isAfter(MAX) ? MAX : instant;
    }
}
