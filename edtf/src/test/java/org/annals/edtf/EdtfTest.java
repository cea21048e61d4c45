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
        // Level 1: seasons
        "2001-21, 2001-03-01, 2001-05-31",
        "2001-22, 2001-06-01, 2001-08-31",
        "2001-23, 2001-09-01, 2001-11-30",
        "2001-24, 2001-12-01, 2002-02-28",
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
        "-019X, -0199-01-01, -0190-12-31",
        // Level 1: qualified ends
        "1984~/2004-06, 1984-01-01, 2004-06-30",
        "1984/2004-06~, 1984-01-01, 2004-06-30",
        "1984?/2004%, 1984-01-01, 2004-12-31",
        "2015?/2022-08-05, 2015-01-01, 2022-08-05",
        // Level 1: negative calendar year
        "-1985, -1985-01-01, -1985-12-31",
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
        "1985-04-12T00:00:00+14:00, 1985-04-11T10:00:00Z",
    })
    void means_one_instant_where_the_time_is_given(String text, String instant) {
        Edtf date = Edtf.parse(text);

        assertEquals(Instant.parse(instant), date.earliest());
        assertEquals(Instant.parse(instant), date.latest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1985-04-12/..", "1985-04-12/"})
    void reaches_on_for_ever_where_the_end_is_open_or_unknown(String text) {
        Edtf date = Edtf.parse(text);

        assertEquals(Instant.parse("1985-04-12T00:00:00Z"), date.earliest());
        assertEquals(Instant.MAX, date.latest());
    }

    @ParameterizedTest
    @ValueSource(strings = {"../1985-04-12", "/1985-04-12"})
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
    })
    void tells_what_is_about_right_and_what_is_not_sure(String text, boolean approximate, boolean uncertain) {
        Edtf date = Edtf.parse(text);

        assertEquals(approximate, date.isApproximate());
        assertEquals(uncertain, date.isUncertain());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "yesterday",
                "22-08-05",
                "2022-8-5",
                "2022-00",
                "2022-13",
                "2022-20",
                "2022-25",
                "2022-02-30",
                "2023-02-29",
                "2022-08-32",
                "2022-08-00",
                "-0000",
                "2022-08-05 ",
                "2022-08-05T",
                "2022-08-05T24:00:01Z",
                "2022-08-05T25:00:00Z",
                "2022-08-05T12:60:00Z",
                "2022-08-05T12:00:60Z",
                "2022-08-05T12:00Z",
                "2022-08-05T12:00:00Z~",
                "2022-08-05T12:00:00+15:00",
                "..",
                "/",
                "../..",
                "2022/2021",
                "2022-08-05/2022-08-04",
                "2022/2023/2024",
                "Y1234",
                "Y9999999999",
                // Level 2
                "156X-12-25",
                "1XXX",
                "Y-17E7",
                "1950S2",
                "2001-34",
                "[1667,1668]",
                "{1667,1668}",
                "2004-06~-11",
                "?2004-06-11",
                "2022-XX-05",
            })
    void refuses_what_is_no_date_of_level_0_or_1(String text) {
        EdtfException refusal = assertThrows(EdtfException.class, () -> Edtf.parse(text));

        assertTrue(String.valueOf(refusal.getMessage()).contains("Allowed are"));
    }

    @Test
    void refuses_a_text_that_is_too_long() {
        assertThrows(EdtfException.class, () -> Edtf.parse("9".repeat(101)));
    }

    @Test
    void is_the_same_where_it_is_written_the_same() {
        assertEquals(Edtf.parse("2022-08"), Edtf.parse("2022-08"));
        assertEquals(Edtf.parse("2022-08").hashCode(), Edtf.parse("2022-08").hashCode());
        assertNotEquals(Edtf.parse("2022-08"), Edtf.parse("2022-08-XX"));
    }
}
