// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.publishing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.opentelemetry.context.Scope;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.annals.ingest.problem.ProblemException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.MetadataRecoveryStrategy;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;

/** Sends records and tells when the broker has them. */
@Singleton
@Startup
public class EventPublisher {

    public static final String TYPES_TOPIC = "annals.event-types";

    private static final Logger LOG = Logger.getLogger(EventPublisher.class);

    /** As the topic takes them. */
    private static final int MAX_RECORD_BYTES = 2 * 1024 * 1024;

    /** At once: a publisher waits for each confirmation. Under load, batches form while earlier ones are on their way. */
    private static final Duration AT_ONCE = Duration.ZERO;

    /** For one of very many lines, which then share the cost of a batch with those that follow. */
    private static final Duration WITH_THE_NEXT = Duration.ofMillis(5);

    private static final double[] BATCH_SIZES = {1, 10, 100, 1000, 10_000};

    /** New partitions are known within this time. */
    private static final Duration METADATA_MAX_AGE = Duration.ofSeconds(5);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaProducer<byte[], byte[]> lineProducer;
    private final List<KafkaClientMetrics> producerMetrics;
    private final BrokerContact contact;
    private final EpochGate gate;
    private final Counter accepted;
    private final DistributionSummary events;
    private final Timer confirmation;
    /** Whether the broker did what it was asked for last by {@link #producer}, which knows the partitions then. */
    private volatile boolean answering;

    EventPublisher(
            @Identifier("default-kafka-broker") Map<String, Object> connection,
            PublishingConfig config,
            BrokerContact contact,
            EpochGate gate,
            MeterRegistry registry) {
        this.contact = contact;
        this.gate = gate;
        gate.requireBefore(epoch -> knows(epoch.partitions()));
        producer = producer(settings(connection, config), AT_ONCE);
        lineProducer = producer(settings(connection, config), WITH_THE_NEXT);
        producerMetrics = List.of(new KafkaClientMetrics(producer), new KafkaClientMetrics(lineProducer));
        producerMetrics.forEach(metrics -> metrics.bindTo(registry));
        accepted = Counter.builder("annals.events.accepted")
                .description("Events that the broker confirmed")
                .register(registry);
        events = DistributionSummary.builder("annals.requests.events")
                .description("Events of a request; of a stream, of each line")
                .serviceLevelObjectives(BATCH_SIZES)
                .register(registry);
        confirmation = Timer.builder("annals.events.confirmation")
                .description("From sending the events of a request to the broker's confirmation of all")
                .publishPercentileHistogram()
                .register(registry);
    }

    private static KafkaProducer<byte[], byte[]> producer(Map<String, Object> settings, Duration linger) {
        settings.put(ProducerConfig.LINGER_MS_CONFIG, linger.toMillis());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Map<String, Object> settings(Map<String, Object> connection, PublishingConfig config) {
        int timeout = (int) config.confirmationTimeout().toMillis();
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, config.compression());
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, config.maxBlock().toMillis());
        // However long nobody publishes: who publishes then need not wait to learn the partitions again.
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Long.MAX_VALUE);
        settings.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE.toMillis());
        // Nor when no broker answers: the client would forget them, and each request wait, on an event loop, too.
        settings.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, MetadataRecoveryStrategy.NONE.name);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
        // Half of it, so that a request that got lost is sent once more in time.
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout / 2);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, config.bufferMemory().asLongValue());
        return settings;
    }

    /** Learns the partitions before the first request has to wait for them. */
    @PostConstruct
    void connect() {
        try {
            producer.partitionsFor(CloudEventRecord.TOPIC);
            lineProducer.partitionsFor(CloudEventRecord.TOPIC);
            answering = true;
            contact.made();
        } catch (KafkaException e) {
            LOG.warnf("Broker not reached at start, goes on trying [reason=%s]", e.getMessage());
        }
    }

    /** Whether sending may hold up the thread that does it: where the broker has not said yet which partitions there are. */
    public boolean mayWait() {
        return !answering;
    }

    private boolean knows(int partitions) {
        return partitions == 0
                || (producer.partitionsFor(CloudEventRecord.TOPIC).size() >= partitions
                        && lineProducer.partitionsFor(CloudEventRecord.TOPIC).size() >= partitions);
    }

    /**
     * Sends events in their order.
     *
     * @return completed when the broker has confirmed all, or with a problem where it has not; some may be published
     *     then, which sending the same again does not repeat downstream
     */
    public CompletionStage<Void> publish(List<CloudEventRecord> events, Trace trace) {
        return publish(producer, events, trace).whenComplete((done, failure) -> answering = failure == null);
    }

    /** The same for one of very many that follow each other without waiting. */
    public CompletionStage<Void> publishLine(CloudEventRecord line, Trace trace) {
        return publish(lineProducer, List.of(line), trace);
    }

    /** Sends what is no event; also while publishing is paused. */
    public CompletionStage<Void> publish(List<CloudEventRecord> records) {
        return send(producer, records.stream().map(message -> message.in(null)).toList(), Trace.NONE);
    }

    /** Sends what is no event to a partition; also while publishing is paused. */
    public CompletionStage<Void> publishTo(int partition, CloudEventRecord message) {
        return send(producer, List.of(message.in(partition)), Trace.NONE);
    }

    private CompletionStage<Void> publish(
            KafkaProducer<byte[], byte[]> by, List<CloudEventRecord> messages, Trace trace) {
        Epoch epoch = gate.enter();
        Timer.Sample sample = Timer.start();
        events.record(messages.size());
        return send(
                        by,
                        messages.stream()
                                .map(message -> message.toProducerRecord(trace, epoch))
                                .toList(),
                        trace)
                .thenRun(() -> {
                    gate.requireHeld(epoch);
                    sample.stop(confirmation);
                    accepted.increment(messages.size());
                });
    }

    private CompletionStage<Void> send(
            KafkaProducer<byte[], byte[]> by, List<ProducerRecord<byte[], byte[]>> records, Trace trace) {
        Confirmation pending = new Confirmation(records.size());
        send(by, records, pending);
        return pending.future().handle((done, failure) -> {
            if (failure != null) {
                throw unavailable(failure, trace);
            }
            contact.made();
            return null;
        });
    }

    private static void send(
            KafkaProducer<byte[], byte[]> by, List<ProducerRecord<byte[], byte[]>> records, Confirmation pending) {
        int sent = 0;
        for (ProducerRecord<byte[], byte[]> message : records) {
            if (pending.hasFailed()) {
                pending.giveUp(records.size() - sent);
                return;
            }
            sent++;
            try {
                // The callback has all that the future would say.
                var unused = by.send(message, pending);
            } catch (KafkaException | IllegalStateException e) {
                // Not sent, and nothing calls back; a closed producer says it in this way, too.
                pending.onCompletion(null, e);
            }
        }
    }

    private static ProblemException unavailable(Throwable failure, Trace trace) {
        try (Scope logged = trace.context().makeCurrent()) {
            if (failure instanceof RetriableException) {
                LOG.warnf("Events not confirmed [reason=%s]", failure.getMessage());
            } else {
                LOG.errorf("Events not taken by the broker [reason=%s]", failure);
            }
        }
        return ProblemException.unavailable(
                "broker-unavailable",
                "Kafka did not confirm every event in time. Send the same again: what it has is not repeated.",
                RETRY_AFTER);
    }

    @PreDestroy
    void close() {
        producerMetrics.forEach(KafkaClientMetrics::close);
        producer.close(CLOSE_TIMEOUT);
        lineProducer.close(CLOSE_TIMEOUT);
    }
}
