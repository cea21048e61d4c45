// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.annals.notification.delivery.Attempt;
import org.annals.notification.delivery.DeliveryWriter;
import org.annals.notification.subscription.CatchUps;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What has begun, until its outcome is stored, and only then acknowledged. */
final class Settlement {

    private static final Logger LOG = Logger.getLogger(Settlement.class);

    /** What is being stored: so many first flights of each partition. */
    private record Storing(Map<Progress, Integer> flights, CompletableFuture<Void> stored) {}

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Arrivals arrivals;
    private final CatchUps catchUps;
    private final TimelinePositionStore positions;
    private final TimelineGapStore gaps;
    private final DeliveryWriter writer;
    private final ChangeConfig config;
    private final Map<TopicPartition, Progress> progress = new HashMap<>();
    /** By partition, the first offset of a change that waits for another of its timeline. */
    private Map<Integer, Long> waiting = Map.of();

    private @Nullable Storing storing;
    private long committedNanos = System.nanoTime();

    Settlement(
            KafkaConsumer<byte[], byte[]> consumer,
            Arrivals arrivals,
            CatchUps catchUps,
            TimelinePositionStore positions,
            TimelineGapStore gaps,
            DeliveryWriter writer,
            ChangeConfig config) {
        this.consumer = consumer;
        this.arrivals = arrivals;
        this.catchUps = catchUps;
        this.positions = positions;
        this.gaps = gaps;
        this.writer = writer;
        this.config = config;
    }

    Progress progress(TopicPartition partition) {
        return progress.computeIfAbsent(partition, absent -> new Progress());
    }

    /** Those that are not stored yet. */
    List<Flight> flights() {
        return progress.values().stream().flatMap(Progress::flights).toList();
    }

    boolean isEmpty() {
        return progress.values().stream().allMatch(Progress::isEmpty);
    }

    /** Whether as much is in memory and not in the database as may be. */
    boolean isFull() {
        return progress.values().stream().mapToInt(Progress::weight).sum() >= config.maxUnsettled();
    }

    /** Stores what is settled, one transaction after the other, without waiting for it. */
    void store() {
        Storing pending = storing;
        if (pending != null) {
            if (!pending.stored().isDone()) {
                return;
            }
            pending.flights().forEach(Progress::stored);
            storing = null;
        }
        Map<Progress, Integer> flights = new HashMap<>();
        List<Attempt> attempts = new ArrayList<>();
        Map<String, Long> reached = new HashMap<>();
        List<TimelineGap> missed = new ArrayList<>();
        for (Map.Entry<TopicPartition, Progress> each : progress.entrySet()) {
            Progress of = each.getValue();
            List<Flight> settled = of.settled();
            if (!settled.isEmpty()) {
                flights.put(of, settled.size());
            }
            for (Flight flight : settled) {
                attempts.addAll(flight.attempts());
                Position position = flight.reached();
                if (position != null) {
                    reached.put(position.timeline(), position.sequence());
                }
                Position ahead = flight.missed();
                if (ahead != null) {
                    missed.add(new TimelineGap(
                            ahead.timeline(), each.getKey().partition(), ahead.sequence(), flight.offset()));
                }
            }
        }
        if (reached.isEmpty() && missed.isEmpty()) {
            flights.forEach(Progress::stored);
            return;
        }
        storing = new Storing(flights, writer.begin(attempts, () -> {
            positions.advance(reached);
            gaps.add(missed);
        }));
    }

    void commitNowAndThen() {
        if (System.nanoTime() - committedNanos < config.commitInterval().toNanos()) {
            return;
        }
        committedNanos = System.nanoTime();
        settleCatchUps();
        Map<TopicPartition, OffsetAndMetadata> offsets = offsets(progress.keySet());
        if (offsets.isEmpty()) {
            return;
        }
        consumer.commitAsync(offsets, (committed, e) -> {
            if (e == null) {
                acknowledged(committed);
            } else {
                LOG.warnf("Offsets not committed, trying again [reason=%s]", e.getMessage());
            }
        });
    }

    void commitAll() {
        commit(progress.keySet());
    }

    void commit(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = offsets(partitions);
        if (offsets.isEmpty()) {
            return;
        }
        try {
            consumer.commitSync(offsets, config.stopTimeout());
            acknowledged(offsets);
        } catch (KafkaException e) {
            LOG.warnf("Offsets not committed, what they cover is skipped when it comes again [reason=%s]", e);
        }
    }

    /** Takes on where changes wait for others, by partition: those who subscribe behind that are not told of them. */
    void waiting(Map<Integer, Long> offsets) {
        waiting = offsets;
    }

    /** Has a restart begin at an offset again, in a partition of which nothing is under way. */
    void rewind(TopicPartition partition, long offset) {
        consumer.commitSync(Map.of(partition, new OffsetAndMetadata(offset)), config.stopTimeout());
        drop(List.of(partition));
    }

    void drop(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            catchUps.disown(partition.partition());
            progress.remove(partition);
        }
    }

    /** Up to where all is stored, and would be skipped if it came again; nothing behind it was stored before. */
    private void settleCatchUps() {
        for (TopicPartition partition : arrivals.partitions()) {
            Progress of = progress(partition);
            Long stored = of.isEmpty() && arrivals.isAtEnd(partition) ? arrivals.nextOffset(partition) : of.storedNew();
            if (stored != null && catchUps.owns(partition.partition())) {
                catchUps.settle(
                        partition.partition(),
                        Math.min(stored, waiting.getOrDefault(partition.partition(), Long.MAX_VALUE)));
            }
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> offsets(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Progress of = progress.get(partition);
            Long next = of == null ? null : of.uncommitted();
            if (next != null) {
                offsets.put(partition, new OffsetAndMetadata(next));
            }
        }
        return offsets;
    }

    private void acknowledged(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> {
            Progress of = progress.get(partition);
            if (of != null) {
                of.committed(offset.offset());
            }
        });
    }
}
