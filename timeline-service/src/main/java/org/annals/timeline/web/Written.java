// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.annals.edtf.Edtf;
import org.annals.edtf.EdtfException;
import org.annals.edtf.Side;
import org.annals.edtf.Side.Precision;
import org.annals.edtf.Words;
import org.annals.timeline.event.EventView;
import org.annals.timeline.export.Item;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * A date in words, and how sharply the strip draws it.
 *
 * @param written as published
 * @param exact for machines: a day or a time, where it is one
 * @param from absent where the start is open
 * @param to absent where the end is open
 * @param start how it begins: sharp, soft or open
 * @param end how it ends
 * @param within whether it is a moment somewhere inside, rather than all the time between
 */
public record Written(
        String written,
        String words,
        @Nullable String exact,
        @Nullable String from,
        @Nullable String to,
        String start,
        String end,
        boolean within) {

    private static final String SHARP = "sharp";
    private static final int LAST_YEAR_OF_DAYS = 9999;

    static Written of(EventView event, Item content) {
        return of(date(event, content), event.earliest(), event.latest());
    }

    /** What came without a date has the time of its message. */
    private static Edtf date(EventView event, Item content) {
        try {
            return Edtf.parse(content.text("occurred"));
        } catch (EdtfException e) {
            Instant time = event.earliest() == null ? event.recorded() : event.earliest();
            int year = time.atOffset(ZoneOffset.UTC).getYear();
            // EDTF has no days after the year 9999, into which a time with an offset may reach.
            return Edtf.parse(
                    year > LAST_YEAR_OF_DAYS
                            ? "Y" + year
                            : time.truncatedTo(ChronoUnit.SECONDS).toString());
        }
    }

    private static Written of(Edtf date, @Nullable Instant earliest, @Nullable Instant latest) {
        List<Side> sides = date.sides();
        Side first = sides.get(0);
        Side last = sides.get(sides.size() - 1);
        boolean single = sides.size() == 1;
        return new Written(
                date.toString(),
                Words.of(date),
                single && first.isExact() ? first.text() : null,
                earliest == null ? null : Json.time(earliest),
                latest == null ? null : Json.time(latest),
                edge(first, single),
                edge(last, single),
                single && !first.isExact());
    }

    /** Whether more could be known of it than is. */
    public boolean inexact() {
        return within || !start.equals(SHARP) || !end.equals(SHARP);
    }

    /** A month that something happened in has sharp edges; one that it began or ended in has not. */
    private static String edge(Side side, boolean single) {
        if (side.precision() == Precision.OPEN || side.precision() == Precision.UNKNOWN) {
            return "open";
        }
        boolean hedged = side.approximate() || side.uncertain();
        return side.isExact() || (single && !hedged) ? SHARP : "soft";
    }

    /** Under which year it stands; what has no start comes before all years. */
    static String year(EventView event) {
        if (event.earliest() == null) {
            return "Earlier";
        }
        int year = event.earliest().atOffset(ZoneOffset.UTC).getYear();
        return year > 0 ? Integer.toString(year) : (1 - year) + " BC";
    }
}
