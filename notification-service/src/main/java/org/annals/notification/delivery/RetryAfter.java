package org.annals.notification.delivery;

import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
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

    private static @Nullable Duration until(String date, Instant now) {
        try {
            return Duration.between(now, ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException e) {
            return null;
        }
    }
}
