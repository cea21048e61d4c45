// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Time of day as people write it: 14:05, 14.05, 14h05, 1405, 2:05 pm, with or without seconds and their fraction.
 *
 * @param isHourOnly whether no minutes were written
 * @param hasFraction whether a fraction of a second was written, which has no place in a date
 */
record ClockTime(int hour, int minute, int second, boolean isHourOnly, boolean hasFraction) {

    private static final Pattern TIME = Pattern.compile(
            "(\\d{1,2})(?:\\s?[:.hH]\\s?(\\d{1,2})(?:[:.](\\d{1,2})([.,:]\\d{1,9})?)?)?(?:\\.0+)?\\s?[hH]?\\s*(?:([AaPp])\\.?\\s?[Mm]\\.?)?");

    private static final Pattern DIGITS = Pattern.compile("(\\d{1,2})(\\d{2})\\s*([AaPp]\\.?\\s?[Mm]\\.?)?");

    private static final int MAX_LENGTH = 40;
    private static final int NOON = 12;
    private static final int LAST_HOUR = 23;
    private static final int LAST_MINUTE = 59;

    /** Returns the time; null where the text is none. */
    static @Nullable ClockTime parse(String text) {
        String stripped = text.strip();
        if (stripped.length() > MAX_LENGTH) {
            return null;
        }
        Matcher digits = DIGITS.matcher(stripped);
        if (digits.matches()) {
            String rest = digits.group(3) == null ? "" : digits.group(3);
            return parse(digits.group(1) + ":" + digits.group(2) + rest);
        }
        Matcher time = TIME.matcher(stripped);
        if (!time.matches()) {
            return null;
        }
        int hour = Integer.parseInt(time.group(1));
        String half = time.group(5);
        if (half != null) {
            if (hour < 1 || hour > NOON) {
                return null;
            }
            hour = hour % NOON + (half.equalsIgnoreCase("p") ? NOON : 0);
        }
        int minute = number(time.group(2));
        int second = number(time.group(3));
        if (hour > LAST_HOUR || minute > LAST_MINUTE || second > LAST_MINUTE) {
            return null;
        }
        return new ClockTime(hour, minute, second, time.group(2) == null, time.group(4) != null);
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    /** Returns it with seconds, as EDTF has them. */
    String iso() {
        return twoDigits(hour) + ":" + twoDigits(minute) + ":" + twoDigits(second);
    }

    /** Returns a day at this time; where only the hour is known, from its first second to its last. */
    String on(String day) {
        String start = day + "T" + iso();
        return isHourOnly ? start + "/" + day + "T" + twoDigits(hour) + ":59:59" : start;
    }

    private static String twoDigits(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
