// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.Temporal;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Dates and durations of iCalendar: a date, a local time without an offset, or a time with one. */
final class CalendarDate {

    private static final Pattern DATE = Pattern.compile("(\\d{4})-?(\\d\\d)-?(\\d\\d)");
    private static final Pattern TIME =
            Pattern.compile("(\\d{4}-?\\d\\d-?\\d\\d)[Tt ](\\d\\d):?(\\d\\d):?(\\d\\d)?(?:\\.\\d{1,9})?([Zz])?");
    private static final Pattern DURATION = Pattern.compile(
            "([+-])?P(?:(\\d{1,6})W)?(?:(\\d{1,6})D)?(?:T(?:(\\d{1,6})H)?(?:(\\d{1,8})M)?(?:(\\d{1,9})S)?)?",
            Pattern.CASE_INSENSITIVE);

    private static final DateTimeFormatter BASIC = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT);

    private static final int LEAP_SECOND = 60;

    private CalendarDate() {}

    /**
     * A length of time.
     *
     * @param days by the calendar, so that an hour that the clock skips does not count
     */
    record Length(Period days, Duration time) {

        Temporal after(LocalDate start) {
            return start.plus(days).plusDays(time.toDays());
        }

        LocalDateTime after(LocalDateTime start) {
            return start.plus(days).plus(time);
        }
    }

    /** Reads a local time or a date, as one at its midnight; null where the text is neither. */
    static @Nullable LocalDateTime local(String text) {
        String plain = text.strip();
        LocalDate date = date(plain);
        if (date != null) {
            return date.atStartOfDay();
        }
        Matcher matcher = TIME.matcher(plain);
        LocalDate day = matcher.matches() ? date(matcher.group(1)) : null;
        if (day == null) {
            return null;
        }
        int second = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
        try {
            return day.atTime(
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3)),
                    second == LEAP_SECOND ? second - 1 : second);
        } catch (DateTimeException e) {
            return null;
        }
    }

    static @Nullable LocalDate date(String text) {
        Matcher matcher = DATE.matcher(text.strip());
        try {
            return matcher.matches()
                    ? LocalDate.of(
                            Integer.parseInt(matcher.group(1)),
                            Integer.parseInt(matcher.group(2)),
                            Integer.parseInt(matcher.group(3)))
                    : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Reads a date, a time in UTC, or a local time, which the zone of its property makes exact where it is known. */
    static @Nullable Temporal read(String text, String zone, CalendarZones zones) {
        LocalDate date = date(text);
        if (date != null) {
            return date;
        }
        LocalDateTime local = local(text);
        if (local == null) {
            return null;
        }
        if (isUtc(text)) {
            return local.atOffset(ZoneOffset.UTC);
        }
        OffsetDateTime exact = zone.isEmpty() ? null : zones.at(local, zone);
        return exact == null ? local : exact;
    }

    static boolean isUtc(String text) {
        return text.strip().endsWith("Z") || text.strip().endsWith("z");
    }

    static boolean hasLeapSecond(String text) {
        return text.strip().replaceAll("[Zz]$", "").matches(".*[Tt ].*60") && local(text) != null;
    }

    static @Nullable Length length(String text) {
        Matcher matcher = DURATION.matcher(text.strip());
        if (!matcher.matches() || text.strip().length() < 3) {
            return null;
        }
        int sign = "-".equals(matcher.group(1)) ? -1 : 1;
        return new Length(
                Period.ofDays(sign * (7 * number(matcher.group(2)) + number(matcher.group(3)))),
                Duration.ofHours(number(matcher.group(4)))
                        .plusMinutes(number(matcher.group(5)))
                        .plusSeconds(number(matcher.group(6)))
                        .multipliedBy(sign));
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    /** Returns a date in the basic form, which is one for all ways to write an instant. */
    static String key(Temporal date) {
        if (date instanceof OffsetDateTime time) {
            return BASIC.format(time.withOffsetSameInstant(ZoneOffset.UTC)) + "Z";
        }
        return date instanceof LocalDate day ? DateTimeFormatter.BASIC_ISO_DATE.format(day) : BASIC.format(date);
    }
}
