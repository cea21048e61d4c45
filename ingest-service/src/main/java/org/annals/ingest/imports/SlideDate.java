package org.annals.ingest.imports;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dates of TimelineJS, of which any part from the month on may be missing. Their times have no zone. */
final class SlideDate {

    private static final int MAX_SHORT_YEAR = 9999;
    private static final Pattern NUMBER = Pattern.compile("-?\\d{1,12}(?:\\.0+)?");

    /** What people write behind a time: of 12 hours, or with a fraction. */
    private static final Pattern LAST_PART = Pattern.compile("(\\d{1,2})(?:\\.\\d+)?\\s*([AaPp])?\\.?(?:[Mm]\\.?)?");

    private static final int NOON = 12;

    private SlideDate() {}

    /** Start and end as one date; each has year, month, day, hour, minute, second, empty where it is not given. */
    static @Nullable String edtf(Item item, String[] start, String[] end) {
        String first = date(start);
        if (first == null) {
            item.refuse("has the date " + written(start) + ", which can't be read");
            return null;
        }
        if (end[0].isEmpty()) {
            return hourOnly(start) ? first + "/" + first.replace(":00:00", ":59:59") : first;
        }
        String last = date(end);
        if (last == null) {
            item.refuse("has the end " + written(end) + ", which can't be read");
        }
        return Dates.interval(first, last);
    }

    private static boolean hourOnly(String[] parts) {
        return !parts[3].isEmpty()
                && parts[4].isEmpty()
                && date(parts) != null
                && String.valueOf(date(parts)).contains("T");
    }

    private static @Nullable String date(String[] parts) {
        String year = year(parts[0]);
        if (year == null) {
            return null;
        }
        StringBuilder date = new StringBuilder(year);
        for (int i = 1; i <= 2 && !parts[i].isEmpty(); i++) {
            if (!NUMBER.matcher(parts[i]).matches()) {
                return null;
            }
            date.append('-').append(twoDigits(parts[i]));
        }
        if (parts[1].isEmpty() || parts[2].isEmpty() || parts[3].isEmpty()) {
            return date.toString();
        }
        String time = time(parts);
        return time == null ? null : date + "T" + time;
    }

    private static @Nullable String time(String[] parts) {
        String last = parts[5].isEmpty() ? (parts[4].isEmpty() ? parts[3] : parts[4]) : parts[5];
        Matcher ending = LAST_PART.matcher(last);
        if (!ending.matches() || !number(parts[3]) || !number(parts[4]) || !number(parts[5])) {
            return null;
        }
        int hour = leading(parts[3]);
        if (ending.group(2) != null) {
            hour = hour % NOON + (ending.group(2).equalsIgnoreCase("p") ? NOON : 0);
        }
        return "%02d:%02d:%02d".formatted(hour, leading(parts[4]), leading(parts[5]));
    }

    private static boolean number(String part) {
        return part.isEmpty() || LAST_PART.matcher(part).matches();
    }

    private static int leading(String part) {
        Matcher matcher = LAST_PART.matcher(part);
        return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private static @Nullable String year(String text) {
        if (!NUMBER.matcher(text).matches()) {
            return null;
        }
        long year = whole(text);
        String sign = year < 0 ? "-" : "";
        return Math.abs(year) > MAX_SHORT_YEAR ? "Y" + year : sign + "%04d".formatted(Math.abs(year));
    }

    private static String twoDigits(String text) {
        return "%02d".formatted(whole(text));
    }

    /** Spreadsheets make 2022.0 of 2022 at times. */
    private static long whole(String text) {
        int point = text.indexOf('.');
        return Long.parseLong(point < 0 ? text : text.substring(0, point));
    }

    private static String written(String[] parts) {
        return "'" + String.join(" ", parts).strip() + "'";
    }
}
