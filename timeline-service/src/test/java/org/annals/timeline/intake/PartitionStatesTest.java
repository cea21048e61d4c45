// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** The states that no front door shows without waiting for a minute. */
class PartitionStatesTest {

    private static final Instant START = Instant.parse("2022-08-04T09:30:00Z");
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);
    private static final TopicPartition FIRST = new TopicPartition("annals.events", 0);
    private static final TopicPartition SECOND = new TopicPartition("annals.events", 1);
    private final IllegalStateException failure =
            new IllegalStateException("The batch", new IllegalArgumentException("no space is left"));

    private Instant now = START;
    private final InstantSource source = () -> now;
    private final PartitionStates states =
            new PartitionStates(source.withZone(ZoneOffset.UTC), new SimpleMeterRegistry());

    @Test
    void a_partition_that_has_been_failing_for_a_minute_is_named_with_what_was_wrong() {
        states.fail(FIRST, failure, RETRY_DELAY);
        now = START.plusSeconds(59);
        states.fail(FIRST, failure, RETRY_DELAY);
        assertEquals(Set.of(), states.lasting().keySet());

        now = START.plusSeconds(60);
        assertEquals(
                "failing since 2022-08-04T09:30:00Z: no space is left",
                states.lasting().get(0));
    }

    @Test
    void an_outage_of_the_broker_is_not_the_fault_of_a_partition() {
        states.fail(FIRST, new IllegalStateException(new TimeoutException("no answer")), RETRY_DELAY);
        now = START.plusSeconds(600);

        assertEquals(Set.of(), states.lasting().keySet());
    }

    @Test
    void a_partition_that_runs_again_begins_to_fail_anew() {
        states.fail(FIRST, failure, RETRY_DELAY);
        states.run(FIRST);
        now = START.plusSeconds(60);

        assertTrue(states.fail(FIRST, failure, RETRY_DELAY));
        assertEquals(Set.of(), states.lasting().keySet());
    }

    @Test
    void failing_partitions_are_tried_again_in_turn() {
        states.fail(FIRST, failure, RETRY_DELAY);
        now = now.plusMillis(1);
        states.fail(SECOND, failure, RETRY_DELAY);
        assertTrue(states.isHeldBack(FIRST));
        now = START.plusSeconds(2);
        assertEquals(List.of(FIRST, SECOND), states.toRetry(List.of(SECOND, FIRST)));

        states.fail(FIRST, failure, RETRY_DELAY);

        assertEquals(List.of(SECOND), states.toRetry(List.of(FIRST, SECOND)));
    }

    @Test
    void a_stopped_partition_is_not_tried_again_until_it_runs() {
        states.stop(FIRST, "The log is another one.");

        assertFalse(states.fail(FIRST, failure, RETRY_DELAY));
        assertTrue(states.isHeldBack(FIRST));
        assertEquals("stopped: The log is another one.", states.lasting().get(0));
        states.run(FIRST);
        assertFalse(states.isHeldBack(FIRST));
    }
}
