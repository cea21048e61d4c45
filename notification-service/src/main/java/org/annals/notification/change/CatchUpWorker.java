package org.annals.notification.change;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.annals.notification.delivery.Backlog;
import org.annals.notification.delivery.ToldStore;
import org.annals.notification.subscription.CatchUp;
import org.annals.notification.subscription.CatchUpStore;
import org.annals.notification.subscription.CatchUps;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.Subscriptions;
import org.annals.notification.topic.Offsets;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the past for those that have to catch up, in one thread and a batch at a time. All that are within a batch
 * share it, so that a thousand catch-ups from the beginning read the topic once. Whoever was served longest ago is next.
 */
@ApplicationScoped
class CatchUpWorker {

    /** With the retries: before the writer. */
    private static final int STOPS_SECOND = 2000;

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration IDLE_PAUSE = Duration.ofMillis(50);

    /** For a subscription that has enough waiting, or a place that has nothing to read. */
    private static final Duration REST = Duration.ofMillis(100);

    private static final Logger LOG = Logger.getLogger(CatchUpWorker.class);

    private record Key(UUID id, int partition) {

        static Key of(CatchUp catchUp) {
            return new Key(catchUp.id(), catchUp.partition());
        }
    }

    private final Map<String, Object> kafka;
    private final CatchUps catchUps;
    private final CatchUpStore store;
    private final Subscriptions subscriptions;
    private final ChangeMatcher matcher;
    private final ToldStore told;
    private final Backlog backlog;
    private final ChangeConfig config;
    private final Thread thread = new Thread(this::run, "catch-up-worker");
    /** When each was served, or is to be looked at again. */
    private final Map<Key, Long> served = new HashMap<>();

    CatchUpWorker(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            CatchUps catchUps,
            CatchUpStore store,
            Subscriptions subscriptions,
            ChangeMatcher matcher,
            ToldStore told,
            Backlog backlog,
            MeterRegistry registry,
            ChangeConfig config) {
        this.kafka = kafka;
        this.catchUps = catchUps;
        this.store = store;
        this.subscriptions = subscriptions;
        this.matcher = matcher;
        this.told = told;
        this.backlog = backlog;
        this.config = config;
        registry.gauge("annals.catchups.owed", catchUps, all -> all.owed().size());
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes @Priority(STOPS_SECOND) ShutdownEvent event) throws InterruptedException {
        thread.interrupt();
        thread.join(config.stopTimeout().toMillis());
    }

    private void run() {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings())) {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(work(consumer).toMillis());
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.debug("Catching up stopped");
        }
    }

    /** Returns how long to pause. */
    private Duration work(KafkaConsumer<byte[], byte[]> consumer) throws InterruptedException {
        if (!matcher.isReady()) {
            return IDLE_PAUSE;
        }
        try {
            endThoseThatAreDone();
            List<CatchUp> owed = owed();
            if (owed.isEmpty()) {
                forgetThoseThatAreGone();
                return IDLE_PAUSE;
            }
            serve(consumer, owed);
            return Duration.ZERO;
        } catch (ExecutionException | RuntimeException e) {
            if (e instanceof InterruptException) {
                throw (RuntimeException) e;
            }
            LOG.warnf("Catching up failed, trying again [reason=%s]", e);
            return config.retryPause();
        }
    }

    private void endThoseThatAreDone() {
        List<CatchUp> done = catchUps.done();
        if (!done.isEmpty()) {
            store.end(done);
            catchUps.end(done);
            done.forEach(catchUp -> served.remove(Key.of(catchUp)));
        }
    }

    private void forgetThoseThatAreGone() {
        if (catchUps.owed().isEmpty()) {
            served.clear();
        }
    }

    /** Of active subscriptions that may be looked at now; who was served longest ago first. */
    private List<CatchUp> owed() {
        long now = System.nanoTime();
        return catchUps.owed().stream()
                .filter(catchUp -> now - lookedAt(catchUp, now) >= 0)
                .filter(catchUp -> subscription(catchUp) != null)
                .sorted(Comparator.comparingLong(catchUp -> lookedAt(catchUp, now) - now))
                .toList();
    }

    private long lookedAt(CatchUp catchUp, long now) {
        return served.getOrDefault(Key.of(catchUp), now - Duration.ofDays(1).toNanos());
    }

    private void serve(KafkaConsumer<byte[], byte[]> consumer, List<CatchUp> owed)
            throws InterruptedException, ExecutionException {
        CatchUp first = owed.get(0);
        List<CatchUp> near = owed.stream()
                .filter(catchUp -> catchUp.partition() == first.partition() && catchUp.next() >= first.next())
                .toList();
        Set<UUID> crowded = backlog.crowded(
                near.stream().map(CatchUp::subscriptionId).distinct().toList(), config.maxWaiting());
        near.stream()
                .filter(catchUp -> crowded.contains(catchUp.subscriptionId()))
                .forEach(this::rest);
        if (crowded.contains(first.subscriptionId())) {
            return;
        }
        TopicPartition partition = new TopicPartition(Offsets.TOPIC, first.partition());
        List<ConsumerRecord<byte[], byte[]>> records = read(consumer, partition, first.next());
        long reached = consumer.position(partition);
        if (reached <= first.next()) {
            rest(first);
            return;
        }
        List<CatchUp> served = near.stream()
                .filter(catchUp -> catchUp.next() < reached && !crowded.contains(catchUp.subscriptionId()))
                .toList();
        deliver(served, records, reached);
    }

    private List<ConsumerRecord<byte[], byte[]>> read(
            KafkaConsumer<byte[], byte[]> consumer, TopicPartition partition, long offset) {
        if (!consumer.assignment().equals(Set.of(partition))) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
        } else if (consumer.position(partition) != offset) {
            consumer.seek(partition, offset);
        }
        return consumer.poll(POLL).records(partition);
    }

    private void deliver(List<CatchUp> from, List<ConsumerRecord<byte[], byte[]>> records, long reached)
            throws InterruptedException, ExecutionException {
        Map<Long, Change> changes = read(records);
        Memory memory = new Memory(told);
        memory.learn(changes.values().stream()
                .filter(Change::revises)
                .map(change -> change.message().eventId())
                .collect(Collectors.toSet()));
        List<Backlog.Entry> entries = new ArrayList<>();
        changes.forEach((offset, change) -> entries.addAll(entries(from, offset, change, memory)));
        Set<UUID> advanced = ConcurrentHashMap.newKeySet();
        backlog.add(entries, () -> {
                    advanced.clear();
                    advanced.addAll(store.advance(from, reached));
                })
                .get();
        long now = System.nanoTime();
        List<CatchUp> moved =
                from.stream().filter(catchUp -> advanced.contains(catchUp.id())).toList();
        moved.forEach(catchUp -> served.put(Key.of(catchUp), now));
        catchUps.advance(moved, reached);
        if (moved.size() < from.size()) {
            // Set anew meanwhile, or moved by the replica that had the partition before.
            from.stream().filter(catchUp -> !advanced.contains(catchUp.id())).forEach(this::rest);
            subscriptions.reload(from.get(0).partition());
        }
    }

    /** By their offsets. */
    private Map<Long, Change> read(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<Long, Change> changes = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            Change change = matcher.reread(record);
            if (change != null) {
                changes.put(record.offset(), change);
            }
        }
        return changes;
    }

    private List<Backlog.Entry> entries(List<CatchUp> from, long offset, Change change, Memory memory) {
        Map<UUID, Long> told = memory.told(change.message().eventId());
        Revision before = memory.before(change);
        Change described = before == null ? change : change.since(before);
        List<Backlog.Entry> entries = new ArrayList<>();
        for (CatchUp catchUp : from) {
            Subscription subscription = subscription(catchUp);
            if (subscription != null && matcher.isFor(subscription, catchUp, offset, change, told)) {
                entries.add(new Backlog.Entry(
                        described.message(),
                        subscription,
                        catchUp.isReplay() && matcher.isInRange(catchUp, offset, change)));
            }
        }
        memory.keep(
                change, entries.stream().map(entry -> entry.subscription().id()).toList());
        return entries;
    }

    private void rest(CatchUp catchUp) {
        served.put(Key.of(catchUp), System.nanoTime() + REST.toNanos());
    }

    /** Null while it is not active, or not known yet. */
    private @Nullable Subscription subscription(CatchUp catchUp) {
        Subscription subscription = subscriptions.find(catchUp.subscriptionId());
        return subscription != null && subscription.isActive() ? subscription : null;
    }

    private Map<String, Object> settings() {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, config.catchUpBatch());
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
        return settings;
    }
}
