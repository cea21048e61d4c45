// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads dates as feeds and the programs of the web write them: RFC 822 and its successors, RFC 3339, W3C-DTF, the form of
 * the C library, and the wrong forms that are common. Dates of digits alone whose day and month could be exchanged are not
 * read.
 */
final class DateReader {

    private static final int MAX_LENGTH = 100;
    private static final int NOON = 12;
    private static final int LEAP_SECOND = 60;

    /** Two digits of a year below it are of this century, as in RFC 5322. */
    private static final int FIRST_YEAR_OF_LAST_CENTURY = 50;

    private static final Pattern COMMENT = Pattern.compile("\\([^()]*\\)");

    private static final Pattern YEAR_FIRST = Pattern.compile(
            "(\\d{4})(?:([-/.])(\\d{1,2})(?:\\2(\\d{1,2}))?)?(?:(?<=\\d)(?:[Tt]| +|, +)(\\d.*))?", Pattern.DOTALL);
    private static final Pattern COMPACT = Pattern.compile("(\\d{4})(\\d\\d)(\\d\\d)(?:[Tt ](\\d.*))?", Pattern.DOTALL);
    private static final Pattern ORDINAL = Pattern.compile("(\\d{4})-(\\d{3})(?:[Tt ](\\d.*))?", Pattern.DOTALL);

    private static final Pattern TIME = Pattern.compile(
            "(\\d{1,2}):(\\d{1,2})(?::(\\d{1,2})(?:[.,:](\\d{1,9})\\d*)?)?\\s*([AaPp]\\.?[Mm]\\b\\.?)?\\s*(.*)",
            Pattern.DOTALL);
    private static final Pattern COMPACT_TIME =
            Pattern.compile("(\\d\\d)(\\d\\d)(\\d\\d)?(?:[.,](\\d{1,9})\\d*)?\\s*()(.*)", Pattern.DOTALL);
    private static final Pattern HOUR = Pattern.compile("(\\d{1,2})\\s*(.*)", Pattern.DOTALL);

    private static final Pattern TIME_IN_WORDS = Pattern.compile("\\d{1,2}:\\d{1,2}.*");
    private static final Pattern DAY = Pattern.compile("(\\d{1,2})(?:st|nd|rd|th|\\.)?");
    private static final Pattern YEAR = Pattern.compile("\\d{4}");
    private static final Pattern YEAR_WITH_TIME = Pattern.compile("(\\d{4})[Tt](\\d{1,2}:.*)");

    /** Between words; also the hyphens and slashes around the name of a month, but not those of a zone. */
    private static final Pattern SEPARATOR =
            Pattern.compile("[ ,]+|(?<=\\d)[-/](?=\\p{L})|(?<=\\d[-/ ]\\p{L}{3,9})[-/](?=\\d)");

    private static final String WEEKDAYS =
            " monday tuesday wednesday thursday friday saturday sunday tues weds thur thurs";
    private static final Map<String, Integer> MONTHS = months();

    private DateReader() {}

    /** Returns the date, or null where the text is none or names a day that does not exist. */
    static @Nullable WrittenDate read(@Nullable String text) {
        if (text == null || text.length() > MAX_LENGTH) {
            return null;
        }
        String plain = COMMENT.matcher(text.replaceAll("[\\s\\u00A0\\u202F]+", " "))
                .replaceAll(" ")
                .replace('\u2212', '-')
                .strip();
        try {
            WrittenDate date = digits(plain);
            return date != null ? date : words(plain);
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable WrittenDate digits(String text) {
        Matcher compact = COMPACT.matcher(text);
        if (compact.matches()) {
            return at(date(compact.group(1), compact.group(2), compact.group(3)), compact.group(4));
        }
        Matcher ordinal = ORDINAL.matcher(text);
        if (ordinal.matches()) {
            return at(LocalDate.ofYearDay(number(ordinal.group(1)), number(ordinal.group(2))), ordinal.group(3));
        }
        Matcher matcher = YEAR_FIRST.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        if (matcher.group(3) == null || matcher.group(4) == null) {
            if (matcher.group(5) != null) {
                return null;
            }
            return WrittenDate.of(
                    matcher.group(3) == null
                            ? matcher.group(1)
                            : YearMonth.of(number(matcher.group(1)), number(matcher.group(3)))
                                    .toString());
        }
        return at(date(matcher.group(1), matcher.group(3), matcher.group(4)), matcher.group(5));
    }

    private static LocalDate date(String year, String month, String day) {
        return LocalDate.of(number(year), number(month), number(day));
    }

    /** Reads a date that names its month: the day comes before or after it, the year last or behind the time. */
    private static @Nullable WrittenDate words(String text) {
        Integer month = null;
        Integer day = null;
        Integer year = null;
        String time = null;
        StringBuilder zone = new StringBuilder();
        for (String word : SEPARATOR.split(text, -1)) {
            String name = word.toLowerCase(Locale.ROOT).replaceAll("\\.$", "");
            Matcher dayNumber = DAY.matcher(name);
            Matcher yearWithTime = YEAR_WITH_TIME.matcher(word);
            if (MONTHS.containsKey(name) && month == null) {
                month = MONTHS.get(name);
            } else if (time == null && TIME_IN_WORDS.matcher(word).matches()) {
                time = word;
            } else if (yearWithTime.matches() && year == null && time == null) {
                year = number(yearWithTime.group(1));
                time = yearWithTime.group(2);
            } else if (YEAR.matcher(word).matches() && year == null) {
                year = number(word);
            } else if (dayNumber.matches() && day == null) {
                day = number(dayNumber.group(1));
            } else if (dayNumber.matches() && year == null && time == null && word.length() == 2) {
                year = number(word) + (number(word) < FIRST_YEAR_OF_LAST_CENTURY ? 2000 : 1900);
            } else if (time != null) {
                zone.append(' ').append(word);
            } else if (!word.isEmpty() && !isWeekday(name)) {
                return null;
            }
        }
        if (month == null || year == null) {
            return null;
        }
        if (day == null) {
            return time == null ? WrittenDate.of(YearMonth.of(year, month).toString()) : null;
        }
        return at(LocalDate.of(year, month, day), time == null ? null : time + zone);
    }

    private static boolean isWeekday(String name) {
        return (name.length() >= 2 && WEEKDAYS.contains(" " + name)) || name.equals("at") || name.equals("of");
    }

    private static @Nullable WrittenDate at(LocalDate date, @Nullable String time) {
        if (time == null || time.isBlank()) {
            return WrittenDate.of(date.toString());
        }
        Matcher matcher = TIME.matcher(time.strip());
        if (!matcher.matches()) {
            matcher = COMPACT_TIME.matcher(time.strip());
        }
        if (!matcher.matches()) {
            return hour(date, time.strip());
        }
        int hour = number(matcher.group(1));
        if (matcher.group(5) != null && !matcher.group(5).isEmpty()) {
            if (hour > NOON) {
                return null;
            }
            hour = hour % NOON + (Character.toLowerCase(matcher.group(5).charAt(0)) == 'p' ? NOON : 0);
        }
        int second = matcher.group(3) == null ? 0 : number(matcher.group(3));
        String note = null;
        if (second == LEAP_SECOND) {
            second--;
            note = "the leap second was read as the second before it";
        }
        boolean endOfDay = hour == 24;
        if (endOfDay && (number(matcher.group(2)) > 0 || second > 0)) {
            return null;
        }
        LocalDateTime local = date.atTime(endOfDay ? 0 : hour, number(matcher.group(2)), second);
        local = endOfDay ? local.plusDays(1) : local;
        Zone zone = zone(matcher.group(6), local);
        if (zone == null) {
            return null;
        }
        note = zone.note() == null ? note : zone.note();
        String edtf = local.toLocalDate() + "T"
                + "%02d:%02d:%02d".formatted(local.getHour(), local.getMinute(), local.getSecond());
        String fraction = matcher.group(4);
        if (fraction == null || fraction.chars().allMatch(c -> c == '0')) {
            return new WrittenDate(edtf + zone.offset(), null, note);
        }
        return zone.offset().isEmpty()
                ? new WrittenDate(edtf, null, note != null ? note : "the fraction of a second was left out")
                : new WrittenDate(edtf + zone.offset(), edtf + "." + fraction + zone.offset(), note);
    }

    private static @Nullable WrittenDate hour(LocalDate date, String time) {
        Matcher matcher = HOUR.matcher(time);
        if (!matcher.matches()) {
            return null;
        }
        LocalDateTime local = date.atTime(number(matcher.group(1)), 0);
        Zone zone = zone(matcher.group(2), local);
        if (zone == null) {
            return null;
        }
        String start = local.toLocalDate() + "T%02d:".formatted(local.getHour());
        return new WrittenDate(
                start + "00:00" + zone.offset() + "/" + start + "59:59" + zone.offset(), null, zone.note());
    }

    /**
     * An offset as EDTF writes it.
     *
     * @param offset empty where the time is local
     */
    private record Zone(String offset, @Nullable String note) {}

    private static @Nullable Zone zone(@Nullable String written, LocalDateTime local) {
        String name = written == null ? "" : written.strip();
        if (name.isEmpty()) {
            return new Zone("", null);
        }
        ZoneId zone = ZoneNames.of(name);
        if (zone != null) {
            ZoneOffset offset = zone.getRules().getOffset(local);
            return Dates.isOffset(offset) ? new Zone(offset.getId(), null) : null;
        }
        return name.chars().allMatch(c -> Character.isLetter(c) || c == ' ' || c == '/' || c == '_')
                ? new Zone(
                        "",
                        "the zone '" + name + "' has no or several meanings, so that the time was kept as a local one")
                : null;
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }

    private static Map<String, Integer> months() {
        Map<String, Integer> months = new HashMap<>();
        for (Month month : Month.values()) {
            String name = month.getDisplayName(TextStyle.FULL, Locale.ENGLISH).toLowerCase(Locale.ROOT);
            months.put(name, month.getValue());
            months.put(name.substring(0, 3), month.getValue());
        }
        months.put("sept", Month.SEPTEMBER.getValue());
        return Map.copyOf(months);
    }
}
