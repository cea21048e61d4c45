// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dates of TimelineJS, of which any part from the month on may be missing. Their times have no zone. */
final class SlideDate {

    private static final int YEAR_DIGITS = 4;

    /** Spreadsheets make 2022.0 of 2022 at times. */
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,12}(?:[.,]0+)?");

    private SlideDate() {}

    /**
     * Returns start and end as one date; refuses the item where they can't be read.
     *
     * @param start year, month, day and time of day, empty where they are not given
     * @param end the same
     */
    static @Nullable String edtf(Item item, String[] start, String[] end) {
        String first = date(item, start);
        if (first == null) {
            item.refuse("has the date " + written(start) + ", which can't be read");
            return null;
        }
        if (end[0].isEmpty()) {
            return first;
        }
        String last = date(item, end);
        if (last == null) {
            item.refuse("has the end " + written(end) + ", which can't be read");
            return null;
        }
        return Dates.interval(firstOf(first), lastOf(last));
    }

    private static String firstOf(String date) {
        int slash = date.indexOf('/');
        return slash < 0 ? date : date.substring(0, slash);
    }

    private static String lastOf(String date) {
        return date.substring(date.indexOf('/') + 1);
    }

    private static @Nullable String date(Item item, String[] parts) {
        String year = year(parts[0]);
        if (year == null) {
            return null;
        }
        StringBuilder date = new StringBuilder(year);
        for (int i = 1; i <= 2 && !parts[i].isEmpty(); i++) {
            if (!NUMBER.matcher(parts[i]).matches() || parts[i].startsWith("-")) {
                return null;
            }
            long part = whole(parts[i]);
            date.append(part < 10 ? "-0" : "-").append(part);
        }
        if (parts[3].isEmpty()) {
            return date.toString();
        }
        ClockTime time = ClockTime.parse(parts[3]);
        if (time == null) {
            return null;
        }
        if (parts[1].isEmpty() || parts[2].isEmpty()) {
            item.note("the time " + parts[3] + " was left out, as it has no day");
            return date.toString();
        }
        if (time.hasFraction()) {
            item.note("the fraction of a second of " + parts[3] + " was left out");
        }
        return time.on(date.toString());
    }

    /** The year -44 is 44 BC there; EDTF has a year 0, which is 1 BC. */
    private static @Nullable String year(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        long year = whole(text);
        if (year < 0) {
            year++;
        }
        String sign = year < 0 ? "-" : "";
        String digits = Long.toString(Math.abs(year));
        return digits.length() > YEAR_DIGITS ? "Y" + year : sign + "0".repeat(YEAR_DIGITS - digits.length()) + digits;
    }

    private static long whole(String text) {
        int point = Math.max(text.indexOf('.'), text.indexOf(','));
        return Long.parseLong(point < 0 ? text : text.substring(0, point));
    }

    private static String written(String[] parts) {
        return "'" + String.join(" ", parts).replaceAll(" +", " ").strip() + "'";
    }
}
