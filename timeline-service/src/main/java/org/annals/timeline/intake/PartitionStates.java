// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;

/**
 * The state of each partition of annals.events that this replica reads. Only the consumer changes it; health and metrics
 * look at it.
 *
 * <pre>
 *             fail                 stop
 *  running ---------> failing ---------------> stopped
 *          <---------         running too        |
 *     ^       run                                | run: the log is the one that was stored again
 *     +------------------------------------------+
 * </pre>
 */
@ApplicationScoped
class PartitionStates {

    /** What is retried for so long will not pass by itself. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** The state of a partition that is not running. */
    private sealed interface State {}

    /**
     * What was read is tried again and again.
     *
     * @param retry when to try next
     * @param isOutage whether the broker was away, which is no fault of the partition
     */
    private record Failing(Instant since, Instant retry, String reason, boolean isOutage) implements State {}

    /** Nothing is read on until the reason is gone. */
    private record Stopped(String reason) implements State {}

    private final Map<TopicPartition, State> states = new ConcurrentHashMap<>();
    private final Clock clock;

    PartitionStates(Clock clock, MeterRegistry registry) {
        this.clock = clock;
        Gauge.builder("annals.intake.partitions.stopped", this, PartitionStates::stopped)
                .description("Partitions whose log is not the one that was stored")
                .register(registry);
        Gauge.builder("annals.intake.failing", this, PartitionStates::longestFailing)
                .description("How long the partition that has been failing longest has been failing")
                .baseUnit("seconds")
                .register(registry);
    }

    void run(TopicPartition partition) {
        states.remove(partition);
    }

    /**
     * Says that what was read of a partition could not be stored or published.
     *
     * @return whether it was running before
     */
    boolean fail(TopicPartition partition, RuntimeException failure, Duration retryDelay) {
        Instant now = clock.instant();
        State before = states.get(partition);
        if (before instanceof Stopped) {
            return false;
        }
        Instant since = before instanceof Failing failing ? failing.since() : now;
        states.put(partition, new Failing(since, now.plus(retryDelay), reason(failure), isOutage(failure)));
        return before == null;
    }

    /**
     * Says that a partition must not be read on.
     *
     * @return whether it was read until now
     */
    boolean stop(TopicPartition partition, String reason) {
        return !(states.put(partition, new Stopped(reason)) instanceof Stopped);
    }

    void forget(Collection<TopicPartition> partitions) {
        states.keySet().removeAll(partitions);
    }

    boolean isRunning(TopicPartition partition) {
        return !states.containsKey(partition);
    }

    boolean isStopped(TopicPartition partition) {
        return states.get(partition) instanceof Stopped;
    }

    boolean isAnyFailing() {
        return states.values().stream().anyMatch(Failing.class::isInstance);
    }

    /** Whether nothing is to be read of the partition for now. */
    boolean isHeldBack(TopicPartition partition) {
        State state = states.get(partition);
        return state instanceof Stopped
                || (state instanceof Failing failing && failing.retry().isAfter(clock.instant()));
    }

    /** Those of the partitions that are failing and to be tried again, the one that was tried longest ago first. */
    List<TopicPartition> toRetry(Collection<TopicPartition> partitions) {
        return partitions.stream()
                .filter(partition -> states.get(partition) instanceof Failing && !isHeldBack(partition))
                .sorted(Comparator.comparing(this::retry).thenComparingInt(TopicPartition::partition))
                .toList();
    }

    /** By number, why partitions are not read: those that are stopped, and those that have been failing for a minute. */
    SortedMap<Integer, String> lasting() {
        Instant patience = clock.instant().minus(PATIENCE);
        SortedMap<Integer, String> lasting = new TreeMap<>();
        states.forEach((partition, state) -> {
            if (state instanceof Stopped stopped) {
                lasting.put(partition.partition(), "stopped: " + stopped.reason());
            } else if (state instanceof Failing failing
                    && !failing.isOutage()
                    && !failing.since().isAfter(patience)) {
                lasting.put(partition.partition(), "failing since " + failing.since() + ": " + failing.reason());
            }
        });
        return lasting;
    }

    private Instant retry(TopicPartition partition) {
        return states.get(partition) instanceof Failing failing ? failing.retry() : Instant.MAX;
    }

    private double stopped() {
        return states.values().stream().filter(Stopped.class::isInstance).count();
    }

    private double longestFailing() {
        Instant now = clock.instant();
        return states.values().stream()
                .filter(Failing.class::isInstance)
                .mapToDouble(state ->
                        Duration.between(((Failing) state).since(), now).toMillis() / 1000.0)
                .max()
                .orElse(0);
    }

    /** The message of what went wrong first. */
    private static String reason(Throwable failure) {
        Throwable first = failure;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        return String.valueOf(first.getMessage());
    }

    private static boolean isOutage(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RetriableException) {
                return true;
            }
        }
        return false;
    }
}
