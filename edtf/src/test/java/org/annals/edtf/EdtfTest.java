// SPDX-License-Identifier: Apache-2.0
package org.annals.edtf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Follows the examples of the Library of Congress specification, feature by feature. */
class EdtfTest {

    private static final String END = "T23:59:59.999999Z";

    @ParameterizedTest
    @CsvSource({
        // Level 0: date
        "1985-04-12, 1985-04-12, 1985-04-12",
        "1985-04, 1985-04-01, 1985-04-30",
        "1985, 1985-01-01, 1985-12-31",
        "2024-02, 2024-02-01, 2024-02-29",
        "2023-02-28, 2023-02-28, 2023-02-28",
        "2024-02-29, 2024-02-29, 2024-02-29",
        "9999-12-31, 9999-12-31, 9999-12-31",
        "0000, 0000-01-01, 0000-12-31",
        // Level 0: time interval
        "1964/2008, 1964-01-01, 2008-12-31",
        "2004-06/2006-08, 2004-06-01, 2006-08-31",
        "2004-02-01/2005-02-08, 2004-02-01, 2005-02-08",
        "2004-02-01/2005-02, 2004-02-01, 2005-02-28",
        "2004-02-01/2005, 2004-02-01, 2005-12-31",
        "2005/2006-02, 2005-01-01, 2006-02-28",
        // Level 1: letter-prefixed calendar year
        "Y170000002, +170000002-01-01, +170000002-12-31",
        "Y-170000002, -170000002-01-01, -170000002-12-31",
        "Y10000, +10000-01-01, +10000-12-31",
        "Y999999999, +999999999-01-01, +999999999-12-31",
        "Y-999999999, -999999999-01-01, -999999999-12-31",
        // Level 1: seasons
        "2001-21, 2001-03-01, 2001-05-31",
        "2001-22, 2001-06-01, 2001-08-31",
        "2001-23, 2001-09-01, 2001-11-30",
        "2001-24, 2001-12-01, 2002-02-28",
        "2003-24, 2003-12-01, 2004-02-29",
        // Level 1: qualification of the whole
        "1984?, 1984-01-01, 1984-12-31",
        "2004-06~, 2004-06-01, 2004-06-30",
        "2004-06-11%, 2004-06-11, 2004-06-11",
        // Level 1: unspecified digits from the right
        "201X, 2010-01-01, 2019-12-31",
        "20XX, 2000-01-01, 2099-12-31",
        "2004-XX, 2004-01-01, 2004-12-31",
        "1985-04-XX, 1985-04-01, 1985-04-30",
        "1985-XX-XX, 1985-01-01, 1985-12-31",
        "000X, 0000-01-01, 0009-12-31",
        "-019X, -0199-01-01, -0190-12-31",
        // Level 1: qualified ends
        "1984~/2004-06, 1984-01-01, 2004-06-30",
        "1984/2004-06~, 1984-01-01, 2004-06-30",
        "1984~/2004~, 1984-01-01, 2004-12-31",
        "1984?/2004%, 1984-01-01, 2004-12-31",
        "1984-06?/2004-08?, 1984-06-01, 2004-08-31",
        "1984-06-02?/2004-08-08~, 1984-06-02, 2004-08-08",
        "2015?/2022-08-05, 2015-01-01, 2022-08-05",
        // Start and end of an interval may overlap, and be the same
        "2022-08-05/2022-08-05, 2022-08-05, 2022-08-05",
        "2022-08-31/2022-08, 2022-08-31, 2022-08-31",
        "2022-08/2022-08-01, 2022-08-01, 2022-08-01",
        // Level 1: negative calendar year
        "-1985, -1985-01-01, -1985-12-31",
        "-0001-02, -0001-02-01, -0001-02-28",
        "-1985/-1984, -1985-01-01, -1984-12-31",
    })
    void means_whole_days_from_the_earliest_to_the_latest(String text, String first, String last) {
        Edtf date = Edtf.parse(text);

        assertEquals(Instant.parse(first + "T00:00:00Z"), date.earliest());
        assertEquals(Instant.parse(last + END), date.latest());
        assertEquals(text, date.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "1985-04-12T23:20:30, 1985-04-12T23:20:30Z",
        "1985-04-12T23:20:30Z, 1985-04-12T23:20:30Z",
        "1985-04-12T23:20:30-04, 1985-04-13T03:20:30Z",
        "1985-04-12T23:20:30+04:30, 1985-04-12T18:50:30Z",
        "1985-04-12T24:00:00Z, 1985-04-13T00:00:00Z",
        "1985-04-12T00:00:00Z, 1985-04-12T00:00:00Z",
        "1985-04-12T23:59:59Z, 1985-04-12T23:59:59Z",
        "1985-12-31T24:00:00Z, 1986-01-01T00:00:00Z",
        "1985-04-12T00:00:00+14:00, 1985-04-11T10:00:00Z",
        "1985-04-12T00:00:00-14, 1985-04-12T14:00:00Z",
        "1985-04-12T00:00:00-03:30, 1985-04-12T03:30:00Z",
    })
    void means_one_instant_where_the_time_is_given(String text, String instant) {
        Edtf date = Edtf.parse(text);

        assertEquals(Instant.parse(instant), date.earliest());
        assertEquals(Instant.parse(instant), date.latest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1985-04-12/..", "1985-04-12/", "1985-04-12~/..", "1985-04-12?/"})
    void reaches_on_for_ever_where_the_end_is_open_or_unknown(String text) {
        Edtf date = Edtf.parse(text);

        assertEquals(Instant.parse("1985-04-12T00:00:00Z"), date.earliest());
        assertEquals(Instant.MAX, date.latest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../1985-04-12", "/1985-04-12", "../1985-04-12%", "/1985-04-12~"})
    void reaches_back_for_ever_where_the_start_is_open_or_unknown(String text) {
        Edtf date = Edtf.parse(text);

        assertEquals(Instant.MIN, date.earliest());
        assertEquals(Instant.parse("1985-04-12" + END), date.latest());
    }

    @ParameterizedTest
    @CsvSource({
        "1984, false, false",
        "1984?, false, true",
        "1984~, true, false",
        "1984%, true, true",
        "1984~/2004?, true, true",
        "../2004~, true, false",
        "2001-21?, false, true",
        "201X%, true, true",
        "Y-17000~, true, false",
    })
    void tells_what_is_about_right_and_what_is_not_sure(String text, boolean approximate, boolean uncertain) {
        Edtf date = Edtf.parse(text);

        assertEquals(approximate, date.isApproximate());
        assertEquals(uncertain, date.isUncertain());
    }

    @ParameterizedTest
    @CsvSource({
        "'', 1, 'it is empty'",
        "' ', 1, 'a year has four digits, or Y and more'",
        "'yesterday', 1, 'a year has four digits, or Y and more'",
        "'22-08-05', 1, 'a year has four digits, or Y and more'",
        "'202', 1, 'a year has four digits, or Y and more'",
        "'20220805', 1, 'a year has four digits, or Y and more'",
        "'+2022', 1, 'a year has four digits, or Y and more'",
        "'-', 1, 'a year has four digits, or Y and more'",
        "'٢٠٢٢', 1, 'a year has four digits, or Y and more'",
        "'../22', 4, 'a year has four digits, or Y and more'",
        "'-0000', 1, 'the year zero is written 0000'",
        "'Y1234', 2, 'Y is for years of five digits or more, none of them a leading zero'",
        "'Y01985', 2, 'Y is for years of five digits or more, none of them a leading zero'",
        "'Y', 2, 'Y is for years of five digits or more, none of them a leading zero'",
        "'Y1000000000', 2, 'years go from -999999999 to 999999999'",
        "'Y-1000000000', 2, 'years go from -999999999 to 999999999'",
        "'Y99999999999999999999', 2, 'years go from -999999999 to 999999999'",
        "'Y12345-06', 7, 'nothing follows a date'",
        "'2022-8-5', 6, 'a month has two digits'",
        "'2022-', 6, 'a month has two digits'",
        "'2022-W31', 6, 'a month has two digits'",
        "'2022-00', 6, 'a month goes from 01 to 12, a season from 21 to 24'",
        "'2022-13', 6, 'a month goes from 01 to 12, a season from 21 to 24'",
        "'2022-20', 6, 'a month goes from 01 to 12, a season from 21 to 24'",
        "'2022-42', 6, 'a month goes from 01 to 12, a season from 21 to 24'",
        "'2021/2022-13', 11, 'a month goes from 01 to 12, a season from 21 to 24'",
        "'2022-21-05', 8, 'nothing follows a date'",
        "'2022-08-5', 9, 'a day has two digits'",
        "'2022-08-00', 9, 'the days of this month go from 01 to 31'",
        "'2022-08-32', 9, 'the days of this month go from 01 to 31'",
        "'2022-02-30', 9, 'the days of this month go from 01 to 28'",
        "'2023-02-29', 9, 'the days of this month go from 01 to 28'",
        "'2024-02-30', 9, 'the days of this month go from 01 to 29'",
        "'2022-08-05 ', 11, 'nothing follows a date'",
        "'2022-08-05-01', 11, 'nothing follows a date'",
        "'2022-08-05t12:00:00Z', 11, 'nothing follows a date'",
        "'2022-08-05T12:00:00Zulu', 21, 'nothing follows a date'",
        "'2022-08T12:00:00Z', 8, 'nothing follows a date'",
        "'2022-08-05T', 12, 'an hour has two digits'",
        "'2022-08-05T25:00:00Z', 12, 'an hour goes from 00 to 24'",
        "'2022-08-05T24:00:01Z', 12, 'hour 24 is for 24:00:00 alone, the end of its day'",
        "'2022-08-05T24:01:00Z', 12, 'hour 24 is for 24:00:00 alone, the end of its day'",
        "'2022-08-05T12', 14, 'a time is written hh:mm:ss'",
        "'2022-08-05T12:00Z', 17, 'a time is written hh:mm:ss'",
        "'2022-08-05T12:60:00Z', 15, 'a minute goes from 00 to 59'",
        "'2022-08-05T12:00:61Z', 18, 'a second goes from 00 to 59, leap seconds can''t be told'",
        "'2016-12-31T23:59:60Z', 18, 'a second goes from 00 to 59, leap seconds can''t be told'",
        "'2022-08-05T12:00:00.5Z', 20, 'EDTF has no fractions of a second'",
        "'2022-08-05T12:00:00+5', 21, 'the hour of an offset has two digits'",
        "'2022-08-05T12:00:00+15:00', 21, 'the hour of an offset goes from 00 to 14'",
        "'2022-08-05T12:00:00+01:60', 24, 'the minute of an offset goes from 00 to 59'",
        "'2022-08-05T12:00:00+14:01', 23, 'offsets go from -14:00 to +14:00'",
        "'2022-08-05T12:00:00-14:01', 23, 'offsets go from -14:00 to +14:00'",
        "'2022-08-05T12:00:00Z~', 21, 'a time can''t be marked with ? ~ or %'",
        "'2022?~', 6, 'a date has one mark; ? and ~ together are written %'",
        "'..', 3, 'after an open or unknown start comes a /'",
        "'..~/2022', 3, 'after an open or unknown start comes a /'",
        "'2022/..~', 8, 'nothing follows the end of an interval'",
        "'2022/2023/2024', 10, 'nothing follows the end of an interval'",
        "'/', 1, 'an interval has a date on at least one side'",
        "'../..', 1, 'an interval has a date on at least one side'",
        "'/..', 1, 'an interval has a date on at least one side'",
        "'2022/2021', 6, 'the interval ends before it starts'",
        "'2022-08-05/2022-08-04', 12, 'the interval ends before it starts'",
        "'2022-09-01/2022-08', 12, 'the interval ends before it starts'",
        "'-1984/-1985', 7, 'the interval ends before it starts'",
    })
    void refuses_what_is_no_date_and_says_where_and_why(String text, int character, String reason) {
        EdtfException refusal = assertThrows(EdtfException.class, () -> Edtf.parse(text));

        assertMessage(
                "\"" + text + "\" is no date, at character " + character + ": " + reason + ". Allowed are", refusal);
    }

    /** The examples of level 2 in the specification, and the nearest forms that are no longer level 1. */
    @ParameterizedTest
    @CsvSource({
        "'Y-17E7', 5, 'a year with S or E'",
        "'1950S2', 5, 'a year with S or E'",
        "'Y171010000S3', 11, 'a year with S or E'",
        "'Y3388E2S3', 6, 'a year with S or E'",
        "'2001-25', 6, 'a division of the year beyond the seasons 21 to 24'",
        "'2001-34', 6, 'a division of the year beyond the seasons 21 to 24'",
        "'2001-41', 6, 'a division of the year beyond the seasons 21 to 24'",
        "'[1667,1668,1670..1672]', 1, 'a set of dates'",
        "'[..1760-12-03]', 1, 'a set of dates'",
        "'[1760-12..]', 1, 'a set of dates'",
        "'[1760-01,1760-02,1760-12..]', 1, 'a set of dates'",
        "'[1667,1760-12]', 1, 'a set of dates'",
        "'[..1984]', 1, 'a set of dates'",
        "'{1667,1668,1670..1672}', 1, 'a set of dates'",
        "'{1960,1961-12}', 1, 'a set of dates'",
        "'{..1984}', 1, 'a set of dates'",
        "'2004-06~-11', 8, 'a mark on a part of a date'",
        "'2004?-06-11', 5, 'a mark on a part of a date'",
        "'?2004-06-~11', 1, 'a mark on a part of a date'",
        "'2004-%06-11', 6, 'a mark on a part of a date'",
        "'2004-06-~01/2004-06-~20', 9, 'a mark on a part of a date'",
        "'156X-12-25', 5, 'a month of an unspecified year'",
        "'15XX-12-25', 5, 'a month of an unspecified year'",
        "'15XX-12-XX', 5, 'a month of an unspecified year'",
        "'XXXX-12-XX', 1, 'a year of which less than two digits are known'",
        "'1XXX-XX', 1, 'a year of which less than two digits are known'",
        "'1XXX-12', 1, 'a year of which less than two digits are known'",
        "'1X99', 3, 'a known digit after an unspecified one'",
        "'1984-1X', 6, 'a month with one unspecified digit'",
        "'1984-X1', 6, 'a month with one unspecified digit'",
        "'1984-06-1X', 9, 'a day with one unspecified digit'",
        "'1560-XX-25', 9, 'a known day of an unspecified month'",
    })
    void refuses_level_2_by_name(String text, int character, String what) {
        EdtfException refusal = assertThrows(EdtfException.class, () -> Edtf.parse(text));

        assertMessage(
                "\"" + text + "\" is no date, at character " + character + ": " + what
                        + " is level 2 of EDTF; levels 0 and 1 are read. Allowed are",
                refusal);
    }

    @Test
    void refuses_a_text_that_is_longer_than_100_characters() {
        EdtfException longest = assertThrows(EdtfException.class, () -> Edtf.parse("9".repeat(100)));
        EdtfException longer = assertThrows(EdtfException.class, () -> Edtf.parse("9".repeat(101)));

        assertMessage("\"" + "9".repeat(100) + "\" is no date, at character 1: a year has four digits", longest);
        assertMessage("A date has at most 100 characters, not 101.", longer);
    }

    private static void assertMessage(String start, EdtfException refusal) {
        String message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith(start), message);
    }

    @Test
    void is_the_same_where_it_is_written_the_same() {
        assertEquals(Edtf.parse("2022-08"), Edtf.parse("2022-08"));
        assertEquals(Edtf.parse("2022-08").hashCode(), Edtf.parse("2022-08").hashCode());
        assertNotEquals(Edtf.parse("2022-08"), Edtf.parse("2022-08-XX"));
    }
}
