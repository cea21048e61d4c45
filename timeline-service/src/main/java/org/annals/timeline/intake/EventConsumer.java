package org.annals.timeline.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads annals.events: stores each batch, publishes its changes while the next is stored, then commits its offsets.
 * Whatever fails is tried again from the start of the batch, for as long as it takes; the consumer goes on polling
 * meanwhile, so that an outage never costs it its partitions.
 */
@ApplicationScoped
class EventConsumer {

    private static final Logger LOG = Logger.getLogger(EventConsumer.class);
    private static final String TOPIC = "annals.events";
    private static final String GROUP = "timeline";
    private static final Duration POLL = Duration.ofMillis(500);

    /** Batches that are read, stored and published side by side. */
    private static final int READ_AHEAD = 8;

    private static final Duration STOP_LIMIT = Duration.ofSeconds(8);

    /** How often to look whether the database is still as far as we are. */
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);

    /** The most timelines whose overdue revisions are asked for at once. */
    private static final int MAX_TICKS = 500;

    private final Intake intake;
    private final Pipeline pipeline;
    private final TickPublisher ticks;
    private final IntakeConfig config;
    private final Clock clock;
    private final Counter failures;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaClientMetrics metrics;
    private final Places places;
    private final Thread thread = new Thread(this::run, "event-consumer");

    /** What is stored, and still being published. */
    private @Nullable Stored stored;

    private Instant nextLook = Instant.MIN;
    private Instant nextTick = Instant.MIN;
    private boolean failing;
    private volatile boolean stopping;

    EventConsumer(
            @Identifier("default-kafka-broker") Map<String, Object> connection,
            Intake intake,
            Pipeline pipeline,
            TickPublisher ticks,
            IntakeConfig config,
            Clock clock,
            MeterRegistry registry) {
        this.intake = intake;
        this.pipeline = pipeline;
        this.ticks = ticks;
        this.config = config;
        this.clock = clock;
        this.failures = registry.counter("annals.intake.failures");
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, READ_AHEAD * config.batchSize());
        // A killed replica's partitions go to another one, or to itself started again, after this time.
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        // A topic that is created after us is found within this time.
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        places = new Places(consumer, intake);
        metrics = new KafkaClientMetrics(consumer);
        metrics.bindTo(registry);
    }

    void start(@Observes StartupEvent event) {
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        stopping = true;
        consumer.wakeup();
        thread.join(STOP_LIMIT.toMillis());
    }

    boolean isRunning() {
        return thread.isAlive();
    }

    private void run() {
        try (consumer;
                metrics) {
            consumer.subscribe(List.of(TOPIC), places);
            passUntilStopped();
            Stored last = stored;
            if (last != null) {
                commitPublished(last);
            }
            LOG.info("Consumer stopped");
        } catch (InterruptException | InterruptedException e) {
            LOG.info("Consumer interrupted");
        } catch (RuntimeException e) {
            LOG.warnf("What was stored last is published at the next start [reason=%s]", e);
        }
    }

    private void passUntilStopped() {
        try {
            while (!stopping) {
                pass();
            }
        } catch (WakeupException e) {
            LOG.debug("Consumer woken to stop");
        }
    }

    private void pass() {
        ConsumerRecords<byte[], byte[]> records = ConsumerRecords.empty();
        try {
            records = consumer.poll(POLL);
            if (places.takeUp()) {
                return;
            }
            process(records);
            lookAtPlaces();
            tick();
            failing = false;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        } catch (PlaceLostException e) {
            LOG.warnf("Reading again from where the database is: %s", e.getMessage());
            places.clear();
        } catch (RuntimeException e) {
            report(e, records.count());
            places.rewind();
            pause();
        }
    }

    private void process(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
        List<ConsumerRecord<byte[], byte[]>> fresh = places.fresh(records);
        Stored before = stored;
        if (!fresh.isEmpty()) {
            Map<Integer, Long> from = places.of(records.partitions());
            Publication publication = pipeline.pass(fresh, from, before == null ? null : before.publication);
            stored = new Stored(publication, from, records.nextOffsets());
            places.advance(records.nextOffsets());
        } else {
            stored = null;
        }
        if (before != null) {
            commitPublished(before);
        }
    }

    /** Waits until what was stored last but one is published, and commits its offsets. */
    private void commitPublished(Stored batch) throws InterruptedException {
        try {
            batch.publication.await();
        } catch (RuntimeException e) {
            readAgain(batch);
            throw e;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(batch.next);
        offsets.keySet().retainAll(places.partitions());
        // Asynchronously: a commit that is lost only means that changes are published again.
        consumer.commitAsync(offsets, (committed, failure) -> {
            if (failure != null) {
                LOG.infof("Offsets not committed, the next commit covers them [reason=%s]", failure.getMessage());
            }
        });
    }

    /** What comes after it is not published either. */
    private void readAgain(Stored unpublished) {
        Stored after = stored;
        stored = null;
        for (Stored batch : after == null ? List.of(unpublished) : List.of(unpublished, after)) {
            places.goBack(batch.from);
        }
    }

    private void lookAtPlaces() {
        Instant now = clock.instant();
        if (now.isBefore(nextLook)) {
            return;
        }
        nextLook = now.plus(LOOK_INTERVAL);
        places.compare();
    }

    /**
     * Asks the log for the time where our clock says that a revision has been pending for too long. Only the record that
     * comes back decides, by the time that the broker gave it: a replay, or a replica with another clock, decides the same.
     */
    private void tick() throws InterruptedException {
        Instant now = clock.instant();
        if (now.isBefore(nextTick)) {
            return;
        }
        nextTick = now.plus(config.tickInterval());
        List<Integer> caughtUp = consumer.assignment().stream()
                .filter(partition -> consumer.currentLag(partition).orElse(1) == 0)
                .map(TopicPartition::partition)
                .toList();
        if (caughtUp.isEmpty()) {
            return;
        }
        try {
            ticks.publish(intake.overdueTimelines(caughtUp, now.minus(config.waitingLimit()), MAX_TICKS), now);
        } catch (KafkaException e) {
            LOG.warnf("Overdue revisions stay pending until the next try [reason=%s]", e);
        }
    }

    /** With its stack trace once, however long an outage lasts. */
    private void report(RuntimeException failure, int records) {
        failures.increment();
        LOG.warnf(failing ? null : failure, "Batch not stored, trying again [records=%d, reason=%s]", records, failure);
        failing = true;
    }

    /** Keeps our place in the group without taking records. */
    private void pause() {
        consumer.pause(consumer.assignment());
        try {
            consumer.poll(config.retryDelay());
            places.rewind();
        } finally {
            consumer.resume(consumer.assignment());
        }
    }

    /**
     * A batch that is stored.
     *
     * @param from for each partition, where to read it again
     * @param next for each partition, the offset to commit
     */
    private record Stored(
            Publication publication, Map<Integer, Long> from, Map<TopicPartition, OffsetAndMetadata> next) {}
}
