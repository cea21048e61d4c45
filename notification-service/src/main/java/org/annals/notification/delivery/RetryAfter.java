// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.netty.handler.codec.DateFormatter;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** For how long a receiver asks to be left alone: so many seconds, or until a date (RFC 9110). */
final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("\\d+");
    private static final BigInteger MAX_SECONDS = BigInteger.valueOf(Long.MAX_VALUE);

    private RetryAfter() {}

    /** Null when it asks for nothing: for no time, or for what is neither seconds nor a date. */
    static @Nullable Duration parse(String header, Instant now) {
        Duration asked = SECONDS.matcher(header).matches() ? seconds(header) : until(header, now);
        return asked == null || asked.isNegative() || asked.isZero() ? null : asked;
    }

    private static Duration seconds(String digits) {
        return Duration.ofSeconds(new BigInteger(digits).min(MAX_SECONDS).longValueExact());
    }

    /** In any of the three forms, as recipients must (RFC 9110, section 5.6.7). */
    private static @Nullable Duration until(String date, Instant now) {
        Date until = DateFormatter.parseHttpDate(date);
        return until == null ? null : Duration.between(now, until.toInstant());
    }
}
