// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** When to try again. */
public final class RetrySchedule {

    /** Spreads the retries of receivers that failed together: up to a tenth more. */
    private static final double JITTER = 0.1;

    /** A receiver may ask for patience, not for ever. */
    private static final Duration MAX_RETRY_AFTER = Duration.ofHours(24);

    private final List<Duration> delays;
    private final RandomGenerator random;
    private final Clock clock;

    /**
     * @param delays before the first attempt, the second, and so on
     */
    public RetrySchedule(List<Duration> delays, RandomGenerator random, Clock clock) {
        if (delays.isEmpty()) {
            throw new IllegalArgumentException("delays must not be empty: the first attempt is one of them");
        }
        this.delays = List.copyOf(delays);
        this.random = random;
        this.clock = clock;
    }

    /**
     * When the next attempt is due; empty after the last.
     *
     * @param attempts how many were made
     * @param retryAfter what the receiver asked for, if it did; longer than the schedule, it counts
     */
    public Optional<Instant> next(int attempts, @Nullable Duration retryAfter) {
        if (attempts >= delays.size()) {
            return Optional.empty();
        }
        Duration delay = delays.get(attempts);
        Duration jitter = Duration.ofNanos((long) (delay.toNanos() * JITTER * random.nextDouble()));
        return Optional.of(clock.instant().plus(longer(delay.plus(jitter), retryAfter)));
    }

    private static Duration longer(Duration scheduled, @Nullable Duration retryAfter) {
        if (retryAfter == null || retryAfter.compareTo(scheduled) <= 0) {
            return scheduled;
        }
        return retryAfter.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : retryAfter;
    }
}
