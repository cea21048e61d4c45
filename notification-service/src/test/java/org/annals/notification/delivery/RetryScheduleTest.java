// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {

    private static final Instant NOW = Instant.parse("2022-08-05T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @Test
    void the_default_is_the_schedule_of_standard_webhooks() {
        DeliveryConfig config = new SmallRyeConfigBuilder()
                .withMapping(DeliveryConfig.class)
                .build()
                .getConfigMapping(DeliveryConfig.class);
        RetrySchedule schedule = new RetrySchedule(config.schedule(), random(0), CLOCK);

        List<Duration> delays = new ArrayList<>();
        for (int attempts = 1; schedule.next(attempts, null).isPresent(); attempts++) {
            delays.add(Duration.between(NOW, schedule.next(attempts, null).orElseThrow()));
        }

        assertEquals(
                List.of(
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(30),
                        Duration.ofHours(2),
                        Duration.ofHours(5),
                        Duration.ofHours(10),
                        Duration.ofHours(14),
                        Duration.ofHours(20),
                        Duration.ofHours(24)),
                delays);
    }

    @Test
    void it_ends_after_the_last_delay() {
        RetrySchedule schedule = schedule(0, Duration.ZERO, Duration.ofSeconds(10));

        assertEquals(Optional.of(NOW.plusSeconds(10)), schedule.next(1, null));
        assertEquals(Optional.empty(), schedule.next(2, null));
        assertEquals(Optional.empty(), schedule.next(2, Duration.ofSeconds(1)));
    }

    @Test
    void jitter_adds_up_to_a_tenth() {
        RetrySchedule schedule = schedule(0.5, Duration.ZERO, Duration.ofSeconds(10));

        assertEquals(Optional.of(NOW.plusMillis(10_500)), schedule.next(1, null));
    }

    @Test
    void what_the_receiver_asks_for_counts_when_it_is_longer_up_to_a_day() {
        RetrySchedule schedule = schedule(0, Duration.ZERO, Duration.ofSeconds(10));

        assertEquals(Optional.of(NOW.plusSeconds(10)), schedule.next(1, Duration.ofSeconds(-1)));
        assertEquals(Optional.of(NOW.plusSeconds(10)), schedule.next(1, Duration.ofSeconds(10)));
        assertEquals(Optional.of(NOW.plusSeconds(11)), schedule.next(1, Duration.ofSeconds(11)));
        assertEquals(Optional.of(NOW.plus(Duration.ofHours(24))), schedule.next(1, Duration.ofDays(30)));
    }

    @Test
    void a_schedule_without_a_first_attempt_is_refused() {
        assertThrows(IllegalArgumentException.class, RetryScheduleTest::scheduleOfNothing);
    }

    private static RetrySchedule scheduleOfNothing() {
        return schedule(0);
    }

    private static RetrySchedule schedule(double chance, Duration... delays) {
        return new RetrySchedule(List.of(delays), random(chance), CLOCK);
    }

    private static RandomGenerator random(double chance) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new UnsupportedOperationException("only nextDouble is asked for");
            }

            @Override
            public double nextDouble() {
                return chance;
            }
        };
    }
}
