// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.text.Normalizer;
import java.time.Month;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.annals.ingest.data.Rules;
import org.jspecify.annotations.Nullable;

/**
 * Date of a cell as people write dates in tables: ISO 8601, EDTF, with the name of the month, or with numbers alone.
 *
 * @param edtf null where it can't be read
 * @param problem that is why; else null
 */
record TableDate(@Nullable String edtf, @Nullable String problem) {

    private static final int MAX_LENGTH = 100;
    private static final int MONTHS = 12;

    private static final String TIME =
            "(?:(?:,|\\s+at|\\s*T)?\\s+(\\d[^+Z]{0,20}?))?\\s*(Z|UTC|GMT|[+-]\\d\\d:?\\d\\d)?";

    private static final Pattern NUMBERS = Pattern.compile("(\\d{1,4})([/.\\-])(\\d{1,2})\\2(\\d{1,4})\\.?" + TIME);

    private static final Pattern DAY_FIRST = Pattern.compile(
            "(\\d{1,2})(?:st|nd|rd|th|er|\\.|º)?[\\s-]+(?:of\\s+|de\\s+)?([\\p{L}.]{3,20})[\\s-]*(?:,|de\\s|of\\s)?\\s*(\\d{4})(?:\\s*(?:р|г|года|року)\\.?)?"
                    + TIME);

    private static final Pattern MONTH_FIRST =
            Pattern.compile("([\\p{L}.]{3,20})\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})" + TIME);

    private static final Pattern MONTH_ONLY =
            Pattern.compile("([\\p{L}.]{3,20})[\\s,-]+(?:de\\s+)?(\\d{4})(?:\\s*(?:р|г|года|року)\\.?)?");

    private static final Pattern WEEKDAY = Pattern.compile("^\\p{L}{2,12}\\.?,\\s*(?=\\d|\\p{L})");

    private static final Pattern COMPACT =
            Pattern.compile("(\\d{4})(\\d\\d)(\\d\\d)(?:T?(\\d\\d)(\\d\\d)(\\d\\d)(Z)?)?");

    private static final Pattern SERIAL = Pattern.compile("\\d{5}(?:[.,]\\d+)?");

    private static final List<String> LANGUAGES = List.of("en", "de", "fr", "es", "it", "pt", "nl", "pl", "uk", "ru");

    private static final Map<String, Integer> MONTH_NAMES = monthNames();

    /**
     * Reads a date.
     *
     * @param order of dates with numbers alone; null where it is not known
     */
    static TableDate parse(String text, @Nullable DateOrder order) {
        String date = text.strip();
        if (date.length() > MAX_LENGTH) {
            return unreadable(date.substring(0, MAX_LENGTH) + "…");
        }
        String iso = Dates.iso(date);
        if (iso != null) {
            return new TableDate(iso, null);
        }
        if (SERIAL.matcher(date).matches()) {
            return new TableDate(
                    null,
                    "has the date '" + date
                            + "', which may be a spreadsheet's number of a day; give the column a date format there");
        }
        if (Rules.date(date) == null) {
            return new TableDate(date, null);
        }
        Matcher compact = COMPACT.matcher(date);
        if (compact.matches()) {
            String day = compact.group(1) + "-" + compact.group(2) + "-" + compact.group(3);
            return new TableDate(
                    compact.group(4) == null
                            ? day
                            : day + "T" + compact.group(4) + ":" + compact.group(5) + ":" + compact.group(6)
                                    + (compact.group(7) == null ? "" : "Z"),
                    null);
        }
        Matcher numbers = NUMBERS.matcher(date);
        if (numbers.matches()) {
            return ofNumbers(date, numbers, order);
        }
        return named(date, WEEKDAY.matcher(date).replaceFirst(""));
    }

    private static TableDate named(String date, String withoutWeekday) {
        Matcher dayFirst = DAY_FIRST.matcher(withoutWeekday);
        if (dayFirst.matches() && month(dayFirst.group(2)) > 0) {
            return of(date, dayFirst.group(3), month(dayFirst.group(2)), number(dayFirst.group(1)), dayFirst, 4);
        }
        Matcher monthFirst = MONTH_FIRST.matcher(withoutWeekday);
        if (monthFirst.matches() && month(monthFirst.group(1)) > 0) {
            return of(
                    date, monthFirst.group(3), month(monthFirst.group(1)), number(monthFirst.group(2)), monthFirst, 4);
        }
        Matcher monthOnly = MONTH_ONLY.matcher(withoutWeekday);
        if (monthOnly.matches() && month(monthOnly.group(1)) > 0) {
            return new TableDate(monthOnly.group(2) + "-%02d".formatted(month(monthOnly.group(1))), null);
        }
        return unreadable(date);
    }

    private static TableDate ofNumbers(String date, Matcher numbers, @Nullable DateOrder order) {
        String first = numbers.group(1);
        String last = numbers.group(4);
        if (first.length() == 4 && last.length() <= 2) {
            return of(date, first, number(numbers.group(3)), number(last), numbers, 5);
        }
        if (last.length() != 4 || first.length() > 2) {
            return new TableDate(null, "has the date '" + date + "', whose year is not written with four digits");
        }
        int a = number(first);
        int b = number(numbers.group(3));
        DateOrder known = order(a, b, numbers.group(2), order);
        if (known == null) {
            return new TableDate(
                    null,
                    "has the date '" + date
                            + "', whose day and month can't be told apart; say the order of all dates: dmy or mdy");
        }
        return known == DateOrder.MDY ? of(date, last, a, b, numbers, 5) : of(date, last, b, a, numbers, 5);
    }

    private static @Nullable DateOrder order(int a, int b, String separator, @Nullable DateOrder declared) {
        if (declared == DateOrder.DMY || declared == DateOrder.MDY) {
            return declared;
        }
        // Where days have points behind them, they come first.
        if (separator.equals(".") || a > MONTHS || a == b) {
            return DateOrder.DMY;
        }
        return b > MONTHS ? DateOrder.MDY : null;
    }

    private static TableDate of(String date, String year, int month, int day, Matcher matcher, int timeGroup) {
        if (month < 1 || month > MONTHS || day < 1) {
            return unreadable(date);
        }
        String iso = year + "-%02d-%02d".formatted(month, day);
        String time = matcher.group(timeGroup);
        if (time == null) {
            return new TableDate(iso, null);
        }
        ClockTime clock = ClockTime.parse(time);
        if (clock == null) {
            return unreadable(date);
        }
        String zone = matcher.group(timeGroup + 1);
        return new TableDate(zone == null ? clock.on(iso) : iso + "T" + clock.iso() + offset(zone), null);
    }

    private static String offset(String zone) {
        if (zone.startsWith("+") || zone.startsWith("-")) {
            return zone.contains(":") ? zone : zone.substring(0, 3) + ":" + zone.substring(3);
        }
        return "Z";
    }

    /** Returns a date with a time of day from a cell of its own. */
    static TableDate withTime(TableDate date, String time) {
        if (date.edtf == null || time.isEmpty()) {
            return date;
        }
        ClockTime clock = ClockTime.parse(time);
        if (clock == null) {
            return new TableDate(null, "has the time '" + time + "', which can't be read");
        }
        return date.edtf.matches("\\d{4}-\\d\\d-\\d\\d") ? new TableDate(clock.on(date.edtf), null) : date;
    }

    private static TableDate unreadable(String date) {
        return new TableDate(null, "has the date '" + date + "', which can't be read");
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }

    private static int month(String name) {
        return MONTH_NAMES.getOrDefault(folded(name), 0);
    }

    private static Map<String, Integer> monthNames() {
        Map<String, Integer> names = new HashMap<>();
        for (String language : LANGUAGES) {
            Locale locale = Locale.forLanguageTag(language);
            for (Month month : Month.values()) {
                for (TextStyle style : List.of(
                        TextStyle.FULL, TextStyle.FULL_STANDALONE, TextStyle.SHORT, TextStyle.SHORT_STANDALONE)) {
                    names.putIfAbsent(folded(month.getDisplayName(style, locale)), month.getValue());
                }
            }
        }
        names.put("sept", Month.SEPTEMBER.getValue());
        return names;
    }

    private static String folded(String name) {
        return Normalizer.normalize(name.replace(".", ""), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
