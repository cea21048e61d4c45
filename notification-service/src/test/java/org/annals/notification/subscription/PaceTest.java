// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaceTest {

    @ParameterizedTest
    @CsvSource({
        "2022-08-04T09:59:59.999Z, 2022-08-04T10:00:00Z",
        "2022-08-04T10:00:00Z,     2022-08-04T11:00:00Z",
        "2022-08-04T23:30:00Z,     2022-08-05T00:00:00Z",
    })
    void hourly_is_the_next_full_hour(Instant now, Instant due) {
        assertEquals(due, new Pace(Pace.Every.HOUR, null, null).next(now));
    }

    @ParameterizedTest
    @CsvSource({
        // Before, exactly at, and just after.
        "07:30, Europe/Kyiv, 2022-08-04T04:29:59Z, 2022-08-04T04:30:00Z",
        "07:30, Europe/Kyiv, 2022-08-04T04:30:00Z, 2022-08-05T04:30:00Z",
        "07:30, Europe/Kyiv, 2022-08-04T04:30:01Z, 2022-08-05T04:30:00Z",
        // The local day is another one than that of UTC.
        "00:00, Pacific/Auckland, 2022-08-04T13:00:00Z, 2022-08-05T12:00:00Z",
        // The clock goes from 03:00 to 04:00: what it skips is as much later as it skips.
        "07:30, Europe/Kyiv, 2022-03-26T06:00:00Z, 2022-03-27T04:30:00Z",
        "03:30, Europe/Kyiv, 2022-03-26T12:00:00Z, 2022-03-27T01:30:00Z",
        "03:30, Europe/Kyiv, 2022-03-27T01:30:00Z, 2022-03-28T00:30:00Z",
        // The clock goes from 04:00 back to 03:00: of the hour that comes twice, the first counts.
        "03:30, Europe/Kyiv, 2022-10-29T12:00:00Z, 2022-10-30T00:30:00Z",
        "03:30, Europe/Kyiv, 2022-10-30T00:30:00Z, 2022-10-31T01:30:00Z",
        "03:30, Europe/Kyiv, 2022-10-30T01:00:00Z, 2022-10-31T01:30:00Z",
        // A day that Samoa did not have.
        "09:00, Pacific/Apia, 2011-12-29T20:00:00Z, 2011-12-30T19:00:00Z",
        "09:00, Pacific/Apia, 2011-12-30T19:00:00Z, 2011-12-31T19:00:00Z",
    })
    void daily_is_once_a_day_at_the_local_time(LocalTime at, String zone, Instant now, Instant due) {
        assertEquals(due, new Pace(Pace.Every.DAY, at, ZoneId.of(zone)).next(now));
    }

    @Test
    void a_day_without_a_time_is_refused() {
        assertThrows(IllegalArgumentException.class, () -> new Pace(Pace.Every.DAY, null, null));
    }
}
