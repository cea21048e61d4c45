// SPDX-License-Identifier: Apache-2.0
package org.annals.edtf;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;

/** The instants that a text can mean, and how it is marked. */
record Span(Instant earliest, Instant latest, boolean approximate, boolean uncertain) {

    /** An open or unknown end. */
    static final Span ENDLESS = new Span(Instant.MIN, Instant.MAX, false, false);

    /** To the microsecond, the resolution of a database: finer, it would be rounded up into the next day. */
    private static final LocalTime LAST_OF_DAY = LocalTime.of(23, 59, 59, 999_999_000);

    static Span at(Instant instant) {
        return new Span(instant, instant, false, false);
    }

    static Span days(LocalDate first, LocalDate last) {
        return new Span(
                first.atStartOfDay().toInstant(ZoneOffset.UTC),
                last.atTime(LAST_OF_DAY).toInstant(ZoneOffset.UTC),
                false,
                false);
    }

    static Span months(int year, int month, int count) {
        LocalDate first = LocalDate.of(year, month, 1);
        return days(first, first.plusMonths(count).minusDays(1));
    }

    static Span years(int first, int last) {
        return days(LocalDate.of(first, 1, 1), LocalDate.of(last, 12, 31));
    }

    Span marked(boolean approximate, boolean uncertain) {
        return new Span(earliest, latest, approximate, uncertain);
    }

    /** From the start of this to the end of the other. */
    Span through(Span end) {
        return new Span(earliest, end.latest, approximate || end.approximate, uncertain || end.uncertain);
    }

    Edtf as(String text) {
        return new Edtf(text, earliest, latest, approximate, uncertain);
    }
}
