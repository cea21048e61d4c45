// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2022-08-04T09:30:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|PT1S",
                "0120|PT2M",
                "Thu, 04 Aug 2022 09:30:01 GMT|PT1S",
                "Fri, 05 Aug 2022 09:30:00 GMT|PT24H",
                "Thursday, 04-Aug-22 09:30:01 GMT|PT1S",
                "Thu Aug  4 09:45:00 2022|PT15M",
                "Mon Aug 15 09:30:00 2022|PT264H",
                "99999999999999999999999999|PT9223372036854775807S",
            })
    void seconds_or_a_date_say_for_how_long(String header, Duration asked) {
        assertEquals(asked, RetryAfter.parse(header, NOW));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-5",
                "1.5",
                "soon",
                "",
                "\u0661",
                "Thu, 04 Aug 2022 09:30:00 GMT",
                "Thu Aug  4 09:30:00 2022",
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Thu, 32 Aug 2022 09:30:01 GMT"
            })
    void what_is_neither_or_over_asks_for_nothing(String header) {
        assertNull(RetryAfter.parse(header, NOW));
    }
}
