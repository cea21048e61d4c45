// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.annals.edtf.Edtf;
import org.jspecify.annotations.Nullable;

/** When an event happened: the earliest and the latest instant that its date can mean, as far as tables go. */
public record Occurred(Instant earliest, Instant latest) {

    /** Stand for all that is earlier or later than PostgreSQL's calendar, open ends included. */
    public static final Instant MIN = Instant.parse("-4711-01-01T00:00:00Z");

    public static final Instant MAX = Instant.parse("+294276-12-31T00:00:00Z");

    public static final Occurred ALWAYS = new Occurred(MIN, MAX);

    /** The SQL that tells whether neither end of an event's date stands for what is outside the calendar. */
    public static final String IN_CALENDAR =
            "(e.earliest > '4712-01-01 00:00+00 BC' AND e.latest < '294276-12-31 00:00+00')";

    /** Of the date as it is written, or else of the time that the message has. */
    public static Occurred of(@Nullable String written, @Nullable String time) {
        if (written != null) {
            return of(Edtf.parse(written));
        }
        if (time == null) {
            throw new DateTimeException("data.occurred (EDTF) and ce_time are both missing");
        }
        // A column holds microseconds: what is compared with it must not be finer.
        Instant instant = clamp(Instant.parse(time).truncatedTo(ChronoUnit.MICROS));
        return new Occurred(instant, instant);
    }

    public static Occurred of(Edtf date) {
        return new Occurred(clamp(date.earliest()), clamp(date.latest()));
    }

    /** Whether the instant itself is kept, rather than the end of PostgreSQL's calendar that stands for it. */
    static boolean isInCalendar(Instant instant) {
        return instant.isAfter(MIN) && instant.isBefore(MAX);
    }

    /** The instant, or the end of PostgreSQL's calendar that is nearest to it. */
    public static Instant clamp(Instant instant) {
        if (instant.isBefore(MIN)) {
            return MIN;
        }
        return instant.isAfter(MAX) ? MAX : instant;
    }
}
