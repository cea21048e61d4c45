// SPDX-License-Identifier: Apache-2.0
package org.annals.edtf;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2022-08-05 | 5 August 2022",
                "2022-08-04T09:30:00Z | 4 August 2022, 09:30 UTC",
                "2022-08-04T09:30:15 | 4 August 2022, 09:30:15 UTC",
                "2022-08-04T09:30:00+03 | 4 August 2022, 09:30 UTC+03:00",
                "2022-08-04T09:30:00-04:30 | 4 August 2022, 09:30 UTC-04:30",
                "2022-08 | some time in August 2022",
                "2022-08-XX | some day in August 2022",
                "2022 | some time in 2022",
                "2022-XX | some time in 2022",
                "2022-XX-XX | some day in 2022",
                "201X | some time in the 2010s",
                "20XX | some time from 2000 to 2099",
                "-019X | some time from 200 to 191 BC",
                "2022-21 | some time in spring 2022",
                "2022-24 | some time in winter 2022 to 2023",
                "0000 | some time in 1 BC",
                "-0043-03-15 | 15 March 44 BC",
                "Y170000 | some time in 170000",
                "Y-170000 | some time in 170001 BC",
                "2015~ | about 2015",
                "2022-08-04~ | about 4 August 2022",
                "2022-06? | perhaps some time in June 2022",
                "2022-08-05? | perhaps 5 August 2022",
                "2022-08% | perhaps about August 2022",
                "2022-08-04/2022-08-05 | from 4 to 5 August 2022",
                "2022-07-30/2022-08-05 | from 30 July to 5 August 2022",
                "2021-12-30/2022-01-02 | from 30 December 2021 to 2 January 2022",
                "2022-08-02~/2022-08-05 | from about 2 August 2022 to 5 August 2022",
                "2022-08-04/2022-08-05? | from 4 August 2022 to perhaps 5 August 2022",
                "2022-08-04/2022-08 | from 4 August 2022 to August 2022",
                "1991/1992~ | from 1991 to about 1992",
                "2022-02-24/.. | since 24 February 2022",
                "2022-02-24/ | from 24 February 2022, until when is not known",
                "../2022 | until 2022",
                "/2022-08 | until August 2022, since when is not known",
            })
    void says_what_was_written(String written, String words) {
        assertEquals(words, Words.of(Edtf.parse(written)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"2022-08-05", "2022-08-04T09:30:00Z"})
    void calls_days_and_times_exact(String written) {
        assertEquals(true, Edtf.parse(written).sides().get(0).isExact());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2022-08-05~",
                "2022-08-05?",
                "2022-08-05%",
                "2022-08-XX",
                "2022-08",
                "2022-21",
                "2022",
                "../2022"
            })
    void calls_what_is_marked_or_says_no_day_inexact(String written) {
        assertEquals(false, Edtf.parse(written).sides().get(0).isExact());
    }
}
