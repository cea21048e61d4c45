package org.annals.notification.change;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.annals.notification.delivery.Attempt;
import org.annals.notification.delivery.DeliveryWriter;
import org.annals.notification.delivery.Dispatcher;
import org.annals.notification.delivery.Message;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the consumer's thread does in turns: poll, begin, store, acknowledge. Nothing here waits for a receiver, and
 * polling goes on whatever else stands still, so that the broker never takes us for dead.
 */
final class ChangeLoop implements ConsumerRebalanceListener {

    private static final Duration IDLE_POLL = Duration.ofMillis(250);

    /** While attempts are on their way. */
    private static final Duration BUSY_POLL = Duration.ofMillis(5);

    /** While changes wait for room. */
    private static final Duration CROWDED_POLL = Duration.ofMillis(1);

    private static final Logger LOG = Logger.getLogger(ChangeLoop.class);

    /** A record that has not begun; without a change when it is none. */
    private record Arrival(
            TopicPartition partition, long offset, @Nullable Change change) {}

    /** What is being stored: so many first flights of each partition. */
    private record Settlement(Map<Progress, Integer> flights, CompletableFuture<Void> stored) {}

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ChangeMatcher matcher;
    private final TimelinePositionStore positions;
    private final Dispatcher dispatcher;
    private final DeliveryWriter writer;
    private final ChangeConfig config;
    private final Deque<Arrival> waiting = new ArrayDeque<>();
    private final Map<TopicPartition, Progress> progress = new HashMap<>();
    private @Nullable Flight starting;
    private @Nullable Settlement settlement;
    private long committedNanos = System.nanoTime();
    private @Nullable Long positionsFailedNanos;

    ChangeLoop(
            KafkaConsumer<byte[], byte[]> consumer,
            ChangeMatcher matcher,
            TimelinePositionStore positions,
            Dispatcher dispatcher,
            DeliveryWriter writer,
            ChangeConfig config) {
        this.consumer = consumer;
        this.matcher = matcher;
        this.positions = positions;
        this.dispatcher = dispatcher;
        this.writer = writer;
        this.config = config;
    }

    void turn() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(pollTimeout())) {
            TopicPartition partition = new TopicPartition(record.topic(), record.partition());
            waiting.add(new Arrival(partition, record.offset(), matcher.read(record)));
        }
        dispatcher.sweep();
        begin();
        // What was polled and finds no room is enough: no more until it does.
        if (isCrowded()) {
            consumer.pause(consumer.assignment());
        } else {
            consumer.resume(consumer.paused());
        }
        store();
        commitNowAndThen();
    }

    /** Stores and acknowledges what has begun, within the time to stop. */
    void finish() {
        long end = System.nanoTime() + config.stopTimeout().toNanos();
        while (!isIdle() && System.nanoTime() < end) {
            dispatcher.sweep();
            finishStarting();
            store();
            LockSupport.parkNanos(BUSY_POLL.toNanos());
        }
        commit(progress.keySet());
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        LOG.infof("Partitions assigned [partitions=%s]", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        LOG.infof("Partitions revoked [partitions=%s]", partitions);
        commit(partitions);
        drop(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        LOG.warnf("Partitions lost [partitions=%s]", partitions);
        drop(partitions);
    }

    private Duration pollTimeout() {
        if (positionsFailedNanos != null || isIdle()) {
            return IDLE_POLL;
        }
        return isCrowded() ? CROWDED_POLL : BUSY_POLL;
    }

    private boolean isCrowded() {
        return starting != null || !waiting.isEmpty();
    }

    private boolean isIdle() {
        return starting == null && progress.values().stream().allMatch(Progress::isEmpty);
    }

    private void begin() {
        if (!learnPositions()) {
            return;
        }
        while (finishStarting()) {
            Arrival arrival = waiting.peek();
            if (arrival == null || unsettled() >= config.maxUnsettled()) {
                return;
            }
            waiting.remove();
            Progress of = progressOf(arrival.partition());
            Flight flight = matcher.flight(arrival.offset(), arrival.change(), of);
            of.begin(flight);
            starting = flight;
        }
    }

    /** False while there is no room for all attempts of the flight that is starting. */
    private boolean finishStarting() {
        if (starting != null && !starting.start(dispatcher)) {
            return false;
        }
        starting = null;
        return true;
    }

    /** Reads how far the timelines are that are new here; false while the database can't say. */
    private boolean learnPositions() {
        Map<String, Progress> unknown = new HashMap<>();
        for (Arrival arrival : waiting) {
            Change change = arrival.change();
            if (change != null) {
                String timeline = change.message().timeline();
                Progress of = progressOf(arrival.partition());
                if (!of.knows(timeline)) {
                    unknown.put(timeline, of);
                }
            }
        }
        if (unknown.isEmpty()) {
            return true;
        }
        Long failed = positionsFailedNanos;
        if (failed != null && System.nanoTime() - failed < config.retryPause().toNanos()) {
            return false;
        }
        try {
            Map<String, Long> known = positions.of(unknown.keySet());
            unknown.forEach((timeline, of) -> of.learn(timeline, known.getOrDefault(timeline, 0L)));
            positionsFailedNanos = null;
            return true;
        } catch (RuntimeException e) {
            LOG.warnf("Positions of timelines not read, trying again [count=%d, reason=%s]", unknown.size(), e);
            positionsFailedNanos = System.nanoTime();
            return false;
        }
    }

    private void store() {
        Settlement pending = settlement;
        if (pending != null) {
            if (!pending.stored().isDone()) {
                return;
            }
            pending.flights().forEach(Progress::stored);
            settlement = null;
        }
        Map<Progress, Integer> flights = new HashMap<>();
        List<Attempt> attempts = new ArrayList<>();
        Map<String, Long> reached = new HashMap<>();
        for (Progress of : progress.values()) {
            List<Flight> settled = of.settled();
            if (!settled.isEmpty()) {
                flights.put(of, settled.size());
            }
            for (Flight flight : settled) {
                attempts.addAll(flight.attempts());
                Message message = flight.message();
                if (message != null) {
                    reached.put(message.timeline(), message.sequence());
                }
            }
        }
        if (reached.isEmpty()) {
            flights.forEach(Progress::stored);
            return;
        }
        settlement = new Settlement(flights, writer.begin(attempts, () -> positions.advance(reached)));
    }

    private int unsettled() {
        return progress.values().stream().mapToInt(Progress::weight).sum();
    }

    private void commitNowAndThen() {
        if (System.nanoTime() - committedNanos < config.commitInterval().toNanos()) {
            return;
        }
        committedNanos = System.nanoTime();
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

    private void commit(Collection<TopicPartition> partitions) {
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

    private Map<TopicPartition, OffsetAndMetadata> offsets(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Long next = progressOf(partition).uncommitted();
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

    private void drop(Collection<TopicPartition> partitions) {
        Set<TopicPartition> dropped = new HashSet<>(partitions);
        waiting.removeIf(arrival -> dropped.contains(arrival.partition()));
        Flight flight = starting;
        for (TopicPartition partition : dropped) {
            Progress of = progress.remove(partition);
            if (of != null && flight != null && of.has(flight)) {
                starting = null;
            }
        }
    }

    private Progress progressOf(TopicPartition partition) {
        return progress.computeIfAbsent(partition, absent -> new Progress());
    }
}
