// SPDX-License-Identifier: Apache-2.0
package org.annals.edtf;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** Reads EDTF in one pass, character by character, so that hostile text costs no more than its length. */
final class EdtfParser {

    private static final int MAX_LENGTH = 100;

    private static final int SPRING = 21;
    private static final int WINTER = 24;
    private static final int LAST_DIVISION_OF_LEVEL_2 = 41;
    private static final int MONTHS_OF_SEASON = 3;

    /** The offset of the Line Islands, the farthest there is, and the limit of XML Schema. */
    private static final int MAX_OFFSET_HOURS = 14;

    private static final String MARKS = "?~%";
    private static final String MARK_OF_PART = "a mark on a part of a date";

    private final Cursor cursor;

    private EdtfParser(String text) {
        this.cursor = new Cursor(text);
    }

    static Edtf parse(String text) {
        if (text.length() > MAX_LENGTH) {
            throw new EdtfException("A date has at most " + MAX_LENGTH + " characters, not " + text.length() + ".");
        }
        return new EdtfParser(text).expression().as(text);
    }

    private Span expression() {
        if (cursor.atEnd()) {
            throw cursor.refused(0, "it is empty");
        }
        Span start = side();
        boolean endless = start.equals(Span.ENDLESS);
        if (cursor.atEnd() && !endless) {
            return start;
        }
        cursor.need("/", endless ? "after an open or unknown start comes a /" : "nothing follows a date");
        int endAt = cursor.position();
        Span end = side();
        if (!cursor.atEnd()) {
            throw cursor.refused(cursor.position(), "nothing follows the end of an interval");
        }
        if (endless && end.equals(Span.ENDLESS)) {
            throw cursor.refused(0, "an interval has a date on at least one side");
        }
        if (end.latest().isBefore(start.earliest())) {
            throw cursor.refused(endAt, "the interval ends before it starts");
        }
        return start.through(end);
    }

    /** One side of an interval, or all that there is. */
    private Span side() {
        if (cursor.atEnd() || cursor.at("/") || cursor.take("..")) {
            return Span.ENDLESS;
        }
        if (cursor.at("[{")) {
            throw cursor.level2(cursor.position(), "a set of dates");
        }
        refuseMarkOfPart();
        if (cursor.take("Y")) {
            return marked(longYear());
        }
        return date();
    }

    private Span date() {
        int yearAt = cursor.position();
        boolean negative = cursor.take("-");
        String known = cursor.digits(4);
        int unknown = 0;
        while (known.length() + unknown < 4 && cursor.take("X")) {
            unknown++;
        }
        if (unknown > 0 && cursor.at(Cursor.DIGITS)) {
            throw cursor.level2(cursor.position(), "a known digit after an unspecified one");
        }
        if (known.length() + unknown < 4 || cursor.at(Cursor.DIGITS)) {
            throw cursor.refused(yearAt, "a year has four digits, or Y and more");
        }
        if (cursor.at("SE")) {
            throw cursor.level2(cursor.position(), "a year with S or E");
        }
        if (unknown > 0) {
            return marked(decadeOrCentury(yearAt, negative, known, unknown));
        }
        int year = Integer.parseInt(known);
        if (negative && year == 0) {
            throw cursor.refused(yearAt, "the year zero is written 0000");
        }
        return inYear(negative ? -year : year);
    }

    /** Each X stands for any digit; -019X counts on from the year -190 to -199. */
    private Span decadeOrCentury(int yearAt, boolean negative, String known, int unknown) {
        if (known.length() < 2) {
            throw cursor.level2(yearAt, "a year of which less than two digits are known");
        }
        if (cursor.at("-")) {
            throw cursor.level2(cursor.position(), "a month of an unspecified year");
        }
        int count = unknown == 1 ? 10 : 100;
        int nearest = Integer.parseInt(known) * count;
        int farthest = nearest + count - 1;
        return negative ? Span.years(-farthest, -nearest) : Span.years(nearest, farthest);
    }

    private Span longYear() {
        int yearAt = cursor.position();
        boolean negative = cursor.take("-");
        String digits = cursor.digits(MAX_LENGTH);
        if (cursor.at("SE")) {
            throw cursor.level2(cursor.position(), "a year with S or E");
        }
        if (digits.length() < 5 || digits.startsWith("0")) {
            throw cursor.refused(yearAt, "Y is for years of five digits or more, none of them a leading zero");
        }
        // Nine digits are as many as java.time, and Instant with it, can hold.
        if (digits.length() > String.valueOf(Year.MAX_VALUE).length()) {
            throw cursor.refused(yearAt, "years go from " + Year.MIN_VALUE + " to " + Year.MAX_VALUE);
        }
        int year = Integer.parseInt(digits);
        return negative ? Span.years(-year, -year) : Span.years(year, year);
    }

    private Span inYear(int year) {
        if (!cursor.take("-")) {
            return marked(Span.years(year, year));
        }
        refuseMarkOfPart();
        if (cursor.take("XX")) {
            if (cursor.take("-") && !cursor.take("XX")) {
                throw cursor.level2(cursor.position(), "a known day of an unspecified month");
            }
            return marked(Span.years(year, year));
        }
        int monthAt = cursor.position();
        int month = part("a month");
        if (month >= SPRING && month <= WINTER) {
            int firstMonth = MONTHS_OF_SEASON * (month - SPRING + 1);
            return marked(Span.months(year, firstMonth, MONTHS_OF_SEASON));
        }
        if (month > WINTER && month <= LAST_DIVISION_OF_LEVEL_2) {
            throw cursor.level2(monthAt, "a division of the year beyond the seasons 21 to 24");
        }
        if (month < 1 || month > 12) {
            throw cursor.refused(monthAt, "a month goes from 01 to 12, a season from 21 to 24");
        }
        return inMonth(YearMonth.of(year, month));
    }

    private Span inMonth(YearMonth month) {
        Span whole = Span.months(month.getYear(), month.getMonthValue(), 1);
        if (!cursor.take("-")) {
            return marked(whole);
        }
        refuseMarkOfPart();
        if (cursor.take("XX")) {
            return marked(whole);
        }
        int dayAt = cursor.position();
        int day = part("a day");
        if (!month.isValidDay(day)) {
            throw cursor.refused(dayAt, "the days of this month go from 01 to " + month.lengthOfMonth());
        }
        LocalDate date = month.atDay(day);
        return cursor.take("T") ? Span.at(instant(date)) : marked(Span.days(date, date));
    }

    private Instant instant(LocalDate day) {
        int hourAt = cursor.position();
        int hour = cursor.twoDigits("an hour", 0, 24);
        cursor.need(":", "a time is written hh:mm:ss");
        int minute = cursor.twoDigits("a minute", 0, 59);
        cursor.need(":", "a time is written hh:mm:ss");
        int secondAt = cursor.position();
        int second = cursor.twoDigits("a second");
        if (second > 59) {
            // As XML Schema has it; java.time has no leap seconds either.
            throw cursor.refused(secondAt, "a second goes from 00 to 59, leap seconds can't be told");
        }
        if (hour == 24 && (minute > 0 || second > 0)) {
            throw cursor.refused(hourAt, "hour 24 is for 24:00:00 alone, the end of its day");
        }
        if (cursor.at(".,")) {
            throw cursor.refused(cursor.position(), "EDTF has no fractions of a second");
        }
        ZoneOffset offset = offset();
        if (cursor.at(MARKS)) {
            throw cursor.refused(cursor.position(), "a time can't be marked with ? ~ or %");
        }
        LocalDate date = hour == 24 ? day.plusDays(1) : day;
        return date.atTime(LocalTime.of(hour % 24, minute, second)).toInstant(offset);
    }

    private ZoneOffset offset() {
        if (cursor.take("+")) {
            return offset(1);
        }
        if (cursor.take("-")) {
            return offset(-1);
        }
        cursor.take("Z");
        return ZoneOffset.UTC;
    }

    private ZoneOffset offset(int sign) {
        int hours = cursor.twoDigits("the hour of an offset", 0, MAX_OFFSET_HOURS);
        int minutesAt = cursor.position();
        int minutes = cursor.take(":") ? cursor.twoDigits("the minute of an offset", 0, 59) : 0;
        if (hours == MAX_OFFSET_HOURS && minutes > 0) {
            throw cursor.refused(minutesAt, "offsets go from -14:00 to +14:00");
        }
        return ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    }

    /** A month or a day that is not XX. */
    private int part(String what) {
        if (cursor.at("X") || cursor.at(1, "X")) {
            throw cursor.level2(cursor.position(), what + " with one unspecified digit");
        }
        return cursor.twoDigits(what);
    }

    /** Takes the mark that ends a date, and is of the whole of it. */
    private Span marked(Span date) {
        boolean uncertain = cursor.at("?%");
        boolean approximate = cursor.at("~%");
        if (!uncertain && !approximate) {
            return date;
        }
        cursor.skip();
        if (cursor.at(MARKS)) {
            throw cursor.refused(cursor.position(), "a date has one mark; ? and ~ together are written %");
        }
        if (cursor.at("-")) {
            throw cursor.level2(cursor.position() - 1, MARK_OF_PART);
        }
        return date.marked(approximate, uncertain);
    }

    private void refuseMarkOfPart() {
        if (cursor.at(MARKS)) {
            throw cursor.level2(cursor.position(), MARK_OF_PART);
        }
    }
}
