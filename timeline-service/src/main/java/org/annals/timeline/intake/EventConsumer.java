// SPDX-License-Identifier: Apache-2.0
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.annals.timeline.intake.Places.Batch;
import org.apache.kafka.clients.consumer.ConsumerConfig;
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
 * Whatever fails is tried again from the start of the batch, for as long as it takes, each partition by itself; the
 * consumer goes on polling meanwhile, so that an outage never costs it its partitions.
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

    /** How often to look whether the log still is the one that was stored. */
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);

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
    private final PartitionStates states;
    private final LogCheck logCheck;
    private final Thread thread = new Thread(this::run, "event-consumer");

    /** What is stored, and still being published. */
    private @Nullable Stored stored;

    private Instant nextLook = Instant.MIN;
    private Instant nextCheck = Instant.MIN;
    private Instant nextTick = Instant.MIN;
    private Instant nextBeginning = Instant.MIN;
    private boolean failing;
    private volatile boolean stopping;

    EventConsumer(
            @Identifier("default-kafka-broker") Map<String, Object> connection,
            Intake intake,
            Pipeline pipeline,
            TickPublisher ticks,
            IntakeConfig config,
            PartitionStates states,
            Clock clock,
            MeterRegistry registry) {
        this.intake = intake;
        this.states = states;
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
        places = new Places(consumer, intake, states);
        logCheck = new LogCheck(connection);
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
                logCheck;
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
            beginEpochs();
            places.holdBack();
            records = consumer.poll(states.isAnyFailing() ? config.retryDelay() : POLL);
            if (places.takeUp()) {
                nextCheck = Instant.MIN;
                return;
            }
            checkLog(places.reset(records));
            process(records);
            places.rewind();
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
            fail(places.untaken(), e);
            places.rewindAll();
            nextCheck = Instant.MIN;
            pause();
        }
    }

    private void beginEpochs() {
        Instant now = clock.instant();
        if (!now.isBefore(nextBeginning)) {
            places.beginEpochs();
            nextBeginning = now.plus(POLL);
        }
    }

    /**
     * Stops the partitions whose log is not the one that was stored, and lets those go on whose log is it again.
     *
     * @param reset partitions that the consumer reads from an earlier place than it was told to
     */
    private void checkLog(Set<TopicPartition> reset) {
        Instant now = clock.instant();
        if (reset.isEmpty() && now.isBefore(nextCheck)) {
            return;
        }
        places.leave(reset);
        Map<TopicPartition, String> differences = logCheck.differences(places.stored());
        for (TopicPartition partition : places.partitions()) {
            String difference = differences.get(partition);
            if (difference == null && states.isStopped(partition)) {
                LOG.infof(
                        "Partition goes on, its log is the one that was stored [partition=%d]", partition.partition());
                states.run(partition);
            } else if (difference != null && states.stop(partition, difference)) {
                LOG.errorf(
                        "Partition stopped, events may be lost: %s The guide to running Annals says what to do"
                                + " [partition=%d]",
                        difference, partition.partition());
            }
        }
        nextCheck = now.plus(CHECK_INTERVAL);
    }

    private void process(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
        Set<TopicPartition> running = new HashSet<>(records.partitions());
        running.removeIf(partition -> !states.isRunning(partition));
        Batch batch = places.take(records, running);
        Stored before = stored;
        if (batch.isEmpty()) {
            stored = null;
        } else {
            try {
                stored = new Stored(
                        pipeline.pass(batch.records(), batch.from(), before == null ? null : before.publication),
                        batch);
                places.advance(batch);
            } catch (PlaceLostException e) {
                throw e;
            } catch (RuntimeException e) {
                stored = null;
                fail(batch.partitions(), e);
            }
        }
        if (before != null) {
            commitPublished(before);
        }
        retry(records);
    }

    /**
     * Deals with each failing partition alone, so that one that goes on failing holds up no other. After one failure the
     * rest waits for the next pass: in an outage all would fail, each after a time-out.
     */
    private void retry(ConsumerRecords<byte[], byte[]> records) throws InterruptedException {
        List<TopicPartition> failing = new ArrayList<>(records.partitions());
        failing.removeIf(states::isRunning);
        places.leave(failing);
        for (TopicPartition partition : states.toRetry(failing)) {
            Batch batch = places.take(records, List.of(partition));
            try {
                pipeline.pass(batch.records(), batch.from(), null).await();
            } catch (PlaceLostException e) {
                throw e;
            } catch (RuntimeException e) {
                fail(batch.partitions(), e);
                return;
            }
            places.advance(batch);
            commit(batch);
            states.run(partition);
            LOG.infof("Partition goes on [partition=%d]", partition.partition());
        }
    }

    /** Waits until what was stored last but one is published, and commits its offsets. */
    private void commitPublished(Stored published) throws InterruptedException {
        try {
            published.publication.await();
        } catch (RuntimeException e) {
            readAgain(published, e);
            return;
        }
        commit(published.batch);
    }

    private void commit(Batch batch) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(batch.next());
        offsets.keySet().retainAll(places.partitions());
        // Asynchronously: a commit that is lost only means that changes are published again.
        consumer.commitAsync(offsets, (committed, failure) -> {
            if (failure != null) {
                LOG.infof("Offsets not committed, the next commit covers them [reason=%s]", failure.getMessage());
            }
        });
    }

    /** What comes after it is not published either. */
    private void readAgain(Stored unpublished, RuntimeException failure) {
        Stored after = stored;
        stored = null;
        for (Stored one : after == null ? List.of(unpublished) : List.of(unpublished, after)) {
            places.goBack(one.batch);
            fail(one.batch.partitions(), failure);
        }
    }

    /** With its stack trace where a partition begins to fail, however long that lasts. */
    private void fail(Set<TopicPartition> partitions, RuntimeException failure) {
        Set<TopicPartition> ours = new HashSet<>(partitions);
        ours.retainAll(consumer.assignment());
        if (ours.isEmpty()) {
            return;
        }
        failures.increment();
        Set<Integer> begun = new TreeSet<>();
        for (TopicPartition partition : ours) {
            if (states.fail(partition, failure, config.retryDelay())) {
                begun.add(partition.partition());
            }
        }
        places.leave(ours);
        nextCheck = Instant.MIN;
        if (!begun.isEmpty()) {
            LOG.warnf(failure, "Batch not stored, trying again [partitions=%s, reason=%s]", begun, failure);
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
            places.rewindAll();
        } finally {
            consumer.resume(consumer.assignment());
        }
    }

    /** A batch that is stored, and being published. */
    private record Stored(Publication publication, Batch batch) {}
}
