// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;

/** An ISO 8601 duration as written: of the calendar as {@code P6M}, of the clock as {@code PT36H}, or both. */
public record Age(String text, Period days, Duration time) {

    static Age parse(String text) {
        int clock = text.indexOf('T');
        try {
            Period days = clock == 1 ? Period.ZERO : Period.parse(clock < 0 ? text : text.substring(0, clock));
            Duration time = clock < 0 ? Duration.ZERO : Duration.parse("P" + text.substring(clock));
            if (!days.isNegative() && !time.isNegative() && !(days.isZero() && time.isZero())) {
                return new Age(text, days, time);
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(RULE, e);
        }
        throw new IllegalArgumentException(RULE);
    }

    private static final String RULE = "must be an ISO 8601 duration of more than nothing, such as P30D or PT36H";

    Instant before(Instant time) {
        return time.atOffset(ZoneOffset.UTC).minus(days).minus(this.time).toInstant();
    }

    @Override
    @JsonValue
    public String toString() {
        return text;
    }
}
