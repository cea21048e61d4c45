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
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.annals.notification.delivery.Attempt;
import org.annals.notification.delivery.DeliveryWriter;
import org.annals.notification.delivery.Dispatcher;
import org.annals.notification.delivery.Message;
import org.annals.notification.delivery.ToldStore;
import org.annals.notification.subscription.CatchUps;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.Subscriptions;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
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
    private final Subscriptions subscriptions;
    private final CatchUps catchUps;
    private final TimelinePositionStore positions;
    private final Dispatcher dispatcher;
    private final DeliveryWriter writer;
    private final ChangeConfig config;
    private final Deque<Arrival> waiting = new ArrayDeque<>();
    private final Map<TopicPartition, Progress> progress = new HashMap<>();
    private final Memory memory;
    private @Nullable Flight starting;
    private @Nullable Settlement settlement;
    private long committedNanos = System.nanoTime();
    private @Nullable Long positionsFailedNanos;

    ChangeLoop(
            KafkaConsumer<byte[], byte[]> consumer,
            ChangeMatcher matcher,
            Subscriptions subscriptions,
            CatchUps catchUps,
            TimelinePositionStore positions,
            ToldStore told,
            Dispatcher dispatcher,
            DeliveryWriter writer,
            ChangeConfig config) {
        this.consumer = consumer;
        this.matcher = matcher;
        this.subscriptions = subscriptions;
        this.catchUps = catchUps;
        this.positions = positions;
        this.memory = new Memory(told);
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
        if (!own() || !learnPositions()) {
            return;
        }
        meetThoseThatCatchUp();
        if (waiting.isEmpty() || memory.isFull()) {
            memory.clear();
        }
        while (finishStarting()) {
            Arrival arrival = waiting.peek();
            if (arrival == null || unsettled() >= config.maxUnsettled()) {
                return;
            }
            int partition = arrival.partition().partition();
            if (catchUps.meet(partition, arrival.offset(), this::isActive)) {
                // What they were told is in the database, and came there without our knowing.
                memory.clear();
            }
            if (!remember(arrival)) {
                return;
            }
            waiting.remove();
            Progress of = progressOf(arrival.partition());
            Flight flight = flight(arrival, of);
            of.begin(flight);
            starting = flight;
        }
    }

    private Flight flight(Arrival arrival, Progress of) {
        Change change = arrival.change();
        if (change == null || matcher.isIdle(change, of)) {
            return Flight.empty(arrival.offset());
        }
        Set<UUID> told = memory.told(change.message().eventId());
        List<Subscription> subscribers =
                matcher.subscribers(arrival.partition().partition(), arrival.offset(), change, told);
        Revision before = memory.before(change);
        memory.keep(change, subscribers.stream().map(Subscription::id).toList());
        Change described = before == null ? change : change.since(before);
        return Flight.of(arrival.offset(), described, subscribers);
    }

    /** Learns who was told of an event that is about to change; false while the database can't say. */
    private boolean remember(Arrival arrival) {
        Change change = arrival.change();
        if (change == null || !change.revises() || memory.knows(change.message().eventId())) {
            return true;
        }
        if (hasJustFailed()) {
            return false;
        }
        Set<UUID> events = waiting.stream()
                .map(Arrival::change)
                .filter(next -> next != null && next.revises())
                .map(next -> next.message().eventId())
                .filter(event -> !memory.knows(event))
                .collect(Collectors.toSet());
        // Before the database is asked: what is stored meanwhile is then found twice, and not never.
        List<Flight> unstored =
                progress.values().stream().flatMap(Progress::flights).toList();
        try {
            memory.learn(events);
            unstored.forEach(flight -> flight.tell(memory));
            return true;
        } catch (RuntimeException e) {
            LOG.warnf("Who was told of what changes not read, trying again [count=%d, reason=%s]", events.size(), e);
            positionsFailedNanos = System.nanoTime();
            return false;
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

    /** Takes over the partitions that are new here; false while the database can't say who has to catch up in them. */
    private boolean own() {
        if (hasJustFailed()) {
            return false;
        }
        try {
            for (TopicPartition partition : consumer.assignment()) {
                if (!catchUps.owns(partition.partition())) {
                    subscriptions.own(partition.partition());
                }
            }
            return true;
        } catch (RuntimeException e) {
            LOG.warnf("Catch-ups not read, trying again [reason=%s]", e);
            positionsFailedNanos = System.nanoTime();
            return false;
        }
    }

    /** In partitions where nothing comes, too. */
    private void meetThoseThatCatchUp() {
        for (TopicPartition partition : consumer.assignment()) {
            if (catchUps.waits(partition.partition())) {
                Long next = nextOffset(partition);
                if (next != null && catchUps.meet(partition.partition(), next, this::isActive)) {
                    memory.clear();
                }
            }
        }
    }

    /** Of the first record that has not begun; null while the broker has not said. */
    private @Nullable Long nextOffset(TopicPartition partition) {
        for (Arrival arrival : waiting) {
            if (arrival.partition().equals(partition)) {
                return arrival.offset();
            }
        }
        try {
            return consumer.position(partition, Duration.ZERO);
        } catch (TimeoutException e) {
            return null;
        }
    }

    private boolean isActive(UUID subscription) {
        Subscription known = subscriptions.find(subscription);
        return known != null && known.isActive();
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
        if (hasJustFailed()) {
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

    private boolean hasJustFailed() {
        Long failed = positionsFailedNanos;
        return failed != null
                && System.nanoTime() - failed < config.retryPause().toNanos();
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

    /** Up to where all is stored, and would be skipped if it came again. */
    private void settleCatchUps() {
        for (TopicPartition partition : consumer.assignment()) {
            Progress of = progressOf(partition);
            Long stored = of.isEmpty() ? nextOffset(partition) : of.stored();
            if (stored != null && catchUps.owns(partition.partition())) {
                catchUps.settle(partition.partition(), stored);
            }
        }
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
            catchUps.disown(partition.partition());
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
