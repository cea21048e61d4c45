package org.annals.edtf;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads EDTF. Each pattern is of bounded length and without nested repetition, so hostile text costs nothing. */
final class EdtfParser {

    private static final int MAX_LENGTH = 100;

    private static final Pattern YEAR = Pattern.compile("(-?)(\\d{4}|\\d{3}X|\\d{2}XX)");
    private static final Pattern LONG_YEAR = Pattern.compile("Y(-?\\d{5,10})");
    private static final Pattern MONTH = Pattern.compile("(-?\\d{4})-(\\d{2})");
    private static final Pattern UNKNOWN_MONTH = Pattern.compile("(-?\\d{4})-XX(-XX)?");
    private static final Pattern DAY = Pattern.compile("(-?\\d{4})-(\\d{2})-(\\d{2})");
    private static final Pattern UNKNOWN_DAY = Pattern.compile("(-?\\d{4})-(\\d{2})-XX");
    private static final Pattern TIME =
            Pattern.compile("(-?\\d{4})-(\\d{2})-(\\d{2})T(\\d{2}):(\\d{2}):(\\d{2})(Z|[+-]\\d{2}(?::\\d{2})?)?");

    private static final int SPRING = 21;
    private static final int WINTER = 24;
    private static final int MAX_OFFSET_HOURS = 14;

    /** The resolution of a database: the last microsecond of a day still belongs to it. */
    private static final Duration TICK = Duration.ofNanos(1000);

    private static final String ALLOWED =
            "Allowed are, for example, 2022, 2022-08, 2022-08-05, 2022-08-04T09:30:00Z, 2022-08-05~, 2022-08-XX, "
                    + "2022-21 (spring), 2022-08-04/2022-08-05, ../2022 and Y-170000.";

    private final String text;

    private EdtfParser(String text) {
        this.text = text;
    }

    static Edtf parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new EdtfException("A date has at most " + MAX_LENGTH + " characters, not " + text.length() + ".");
        }
        return new EdtfParser(text).parse();
    }

    private Edtf parse() {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return point(text);
        }
        String start = text.substring(0, slash);
        String end = text.substring(slash + 1);
        if (end.indexOf('/') >= 0) {
            throw refused("an interval has one slash", text);
        }
        if (isOpenOrUnknown(start) && isOpenOrUnknown(end)) {
            throw refused("an interval needs a date on at least one side", text);
        }
        Edtf first = end(start);
        Edtf last = end(end);
        if (last.latest().isBefore(first.earliest())) {
            throw refused("the interval ends before it starts", text);
        }
        return new Edtf(
                text,
                first.earliest(),
                last.latest(),
                first.isApproximate() || last.isApproximate(),
                first.isUncertain() || last.isUncertain());
    }

    /** One side of an interval: its start reaches back, its end reaches on, as far as it is open or unknown. */
    private Edtf end(String part) {
        return isOpenOrUnknown(part) ? new Edtf(part, Instant.MIN, Instant.MAX, false, false) : point(part);
    }

    private static boolean isOpenOrUnknown(String part) {
        return part.isEmpty() || part.equals("..");
    }

    private Edtf point(String part) {
        if (part.isEmpty()) {
            throw refused("it is empty", part);
        }
        char mark = part.charAt(part.length() - 1);
        boolean approximate = mark == '~' || mark == '%';
        boolean uncertain = mark == '?' || mark == '%';
        String date = approximate || uncertain ? part.substring(0, part.length() - 1) : part;
        if (date.indexOf('T') >= 0 && !date.equals(part)) {
            throw refused("a time can't be marked with ? ~ or %", part);
        }
        try {
            Instant[] range = range(date);
            return new Edtf(part, range[0], range[1], approximate, uncertain);
        } catch (DateTimeException e) {
            throw refused("there is no such date", part);
        }
    }

    private Instant[] range(String date) {
        Matcher matcher = DAY.matcher(date);
        if (matcher.matches()) {
            LocalDate day = LocalDate.of(year(matcher.group(1)), number(matcher, 2), number(matcher, 3));
            return days(day, day.plusDays(1));
        }
        matcher = TIME.matcher(date);
        if (matcher.matches()) {
            Instant instant = instant(matcher);
            return new Instant[] {instant, instant};
        }
        matcher = MONTH.matcher(date);
        if (matcher.matches()) {
            return monthOrSeason(year(matcher.group(1)), number(matcher, 2));
        }
        matcher = UNKNOWN_DAY.matcher(date);
        if (matcher.matches()) {
            return months(YearMonth.of(year(matcher.group(1)), number(matcher, 2)), 1);
        }
        matcher = UNKNOWN_MONTH.matcher(date);
        if (matcher.matches()) {
            return years(year(matcher.group(1)), 1);
        }
        matcher = YEAR.matcher(date);
        if (matcher.matches()) {
            return yearOrMore(matcher);
        }
        matcher = LONG_YEAR.matcher(date);
        if (matcher.matches()) {
            return longYear(matcher.group(1), date);
        }
        throw refused("it is not a form of EDTF level 0 or 1", date);
    }

    private Instant[] monthOrSeason(int year, int month) {
        if (month >= SPRING && month <= WINTER) {
            int firstMonth = 3 + 3 * (month - SPRING);
            return months(YearMonth.of(year, firstMonth), 3);
        }
        return months(YearMonth.of(year, month), 1);
    }

    /** A year, decade or century, each X standing for any digit. */
    private Instant[] yearOrMore(Matcher matcher) {
        String digits = matcher.group(2);
        if (!digits.endsWith("X")) {
            return years(year(matcher.group()), 1);
        }
        int span = digits.endsWith("XX") ? 100 : 10;
        int base = Integer.parseInt(digits.replace('X', '0'));
        // -019X counts backwards from year -190 to -199.
        return matcher.group(1).isEmpty() ? years(base, span) : years(-(base + span - 1), span);
    }

    private Instant[] longYear(String digits, String date) {
        long year = Long.parseLong(digits);
        if (Math.abs(year) >= Year.MAX_VALUE) {
            throw refused("years go from -999999998 to 999999998", date);
        }
        return years((int) year, 1);
    }

    private Instant instant(Matcher matcher) {
        LocalDate day = LocalDate.of(year(matcher.group(1)), number(matcher, 2), number(matcher, 3));
        int hour = number(matcher, 4);
        // 24:00:00 is the end of its day; no other time has hour 24.
        if (hour == 24 && number(matcher, 5) == 0 && number(matcher, 6) == 0) {
            return LocalDateTime.of(day.plusDays(1), LocalTime.MIDNIGHT).toInstant(offset(matcher.group(7)));
        }
        LocalTime time = LocalTime.of(hour, number(matcher, 5), number(matcher, 6));
        return LocalDateTime.of(day, time).toInstant(offset(matcher.group(7)));
    }

    private static ZoneOffset offset(String written) {
        if (written == null || written.equals("Z")) {
            return ZoneOffset.UTC;
        }
        ZoneOffset offset = ZoneOffset.of(written);
        if (Math.abs(offset.getTotalSeconds())
                > Duration.ofHours(MAX_OFFSET_HOURS).toSeconds()) {
            throw new DateTimeException("No place on earth has this offset");
        }
        return offset;
    }

    private static int year(String digits) {
        if (digits.equals("-0000")) {
            throw new DateTimeException("There is no year -0000");
        }
        return Integer.parseInt(digits);
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static Instant[] years(int first, int count) {
        return days(LocalDate.of(first, 1, 1), LocalDate.of(first, 1, 1).plusYears(count));
    }

    private static Instant[] months(YearMonth first, int count) {
        return days(first.atDay(1), first.plusMonths(count).atDay(1));
    }

    private static Instant[] days(LocalDate first, LocalDate end) {
        return new Instant[] {start(first), start(end).minus(TICK)};
    }

    private static Instant start(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static EdtfException refused(String reason, String part) {
        return new EdtfException("\"" + part + "\" is no date: " + reason + ". " + ALLOWED);
    }
}
