// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads a partition again from the first change on that had to wait for another, when that other has been dealt with,
 * here or by the reader of another partition. Everything else that is read again is recognized by the position of its
 * timeline. For the consumer's thread.
 */
final class GapResolver {

    /** A database that does not answer takes the time of the consumer, who can do much without it. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(15);

    private static final Logger LOG = Logger.getLogger(GapResolver.class);

    private final Arrivals arrivals;
    private final Settlement settlement;
    private final TimelineGapStore store;
    private final GapMetrics metrics;
    private final ChangeConfig config;
    /** Where a partition is to be read again from. */
    private final Map<TopicPartition, Long> due = new HashMap<>();
    /** Where a partition was when it was last read again: until it is there, it is not read again once more. */
    private final Map<TopicPartition, Long> reached = new HashMap<>();

    private @Nullable Long nextLookNanos;

    GapResolver(
            Arrivals arrivals, Settlement settlement, TimelineGapStore store, GapMetrics metrics, ChangeConfig config) {
        this.arrivals = arrivals;
        this.settlement = settlement;
        this.store = store;
        this.metrics = metrics;
        this.config = config;
    }

    /** Returns false while a partition is to be read again, and what was begun of it is not stored yet: nothing begins then. */
    boolean prepare() {
        try {
            if (isTime()) {
                nextLookNanos = System.nanoTime() + AFTER_FAILURE.toNanos();
                look();
                nextLookNanos = System.nanoTime() + config.gapInterval().toNanos();
            }
            List.copyOf(due.keySet()).forEach(this::rewind);
        } catch (KafkaException e) {
            LOG.warnf("Changes that waited are not read again yet, trying again [reason=%s]", e);
        } catch (RuntimeException e) {
            LOG.warnf("The database does not say which changes wait for others, trying again [reason=%s]", e);
        }
        return due.isEmpty();
    }

    void drop(Collection<TopicPartition> partitions) {
        due.keySet().removeAll(partitions);
        reached.keySet().removeAll(partitions);
    }

    private boolean isTime() {
        Long next = nextLookNanos;
        return next == null || System.nanoTime() - next >= 0;
    }

    private void look() {
        Set<TopicPartition> partitions = arrivals.partitions();
        if (partitions.isEmpty()) {
            return;
        }
        if (!metrics.measure()) {
            settlement.waiting(Map.of());
            return;
        }
        store.begin(config.startPatience());
        List<Integer> numbers =
                partitions.stream().map(TopicPartition::partition).toList();
        settlement.waiting(store.first(numbers));
        Map<Integer, Long> closed = store.closed(numbers);
        for (TopicPartition partition : partitions) {
            Long offset = closed.get(partition.partition());
            if (offset != null) {
                plan(partition, offset);
            }
        }
    }

    private void plan(TopicPartition partition, long offset) {
        Long next = arrivals.nextOffset(partition);
        if (next == null || next < reached.getOrDefault(partition, 0L)) {
            return;
        }
        if (offset >= next) {
            // Begun by a restart before it: it is still to come.
            store.removeClosed(partition.partition(), offset);
            return;
        }
        reached.put(partition, next);
        due.put(partition, offset);
        arrivals.rewind(partition, offset);
    }

    /** Commits first and forgets then: a crash in between reads it once more. */
    private void rewind(TopicPartition partition) {
        Long offset = due.get(partition);
        if (offset != null && settlement.progress(partition).isEmpty()) {
            settlement.rewind(partition, offset);
            store.removeClosed(partition.partition(), offset);
            due.remove(partition);
        }
    }
}
