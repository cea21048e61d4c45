package org.annals.ingest.publishing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.annals.ingest.problem.Problem;
import org.annals.ingest.problem.ProblemException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jboss.logging.Logger;

/** The one producer of this process: sends records and tells when the broker has them. */
@Singleton
public class EventPublisher {

    private static final Logger LOG = Logger.getLogger(EventPublisher.class);

    /** Blocks only for metadata that is missing, such as at the first record with no broker there. */
    private static final int MAX_BLOCK_MS = 2_000;

    private static final int MAX_RECORD_BYTES = 2 * 1024 * 1024;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(8);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaClientMetrics producerMetrics;
    private final Semaphore room;
    private final int allRoom;
    private final Counter accepted;
    private final Timer confirmation;

    EventPublisher(
            @Identifier("default-kafka-broker") Map<String, Object> connection,
            PublishingConfig config,
            MeterRegistry registry) {
        int timeout = (int) config.confirmationTimeout().toMillis();
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout / 2);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_RECORD_BYTES);
        settings.put(
                ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * config.maxInFlight().asLongValue());
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        producerMetrics = new KafkaClientMetrics(producer);
        producerMetrics.bindTo(registry);
        allRoom = (int) config.maxInFlight().asLongValue();
        room = new Semaphore(allRoom);
        accepted = registry.counter("annals.events.accepted");
        confirmation = registry.timer("annals.events.confirmation");
    }

    /**
     * Sends the records in their order.
     *
     * @return completed when the broker has confirmed all, or with a problem where it has not; some may be published
     *     then, which sending the same again does not repeat
     * @throws ProblemException where too much waits for confirmation already
     */
    public CompletionStage<Void> publish(List<CloudEventRecord> records) {
        int size = Math.min(
                allRoom, records.stream().mapToInt(CloudEventRecord::size).sum());
        if (!room.tryAcquire(size)) {
            throw new ProblemException(new Problem(
                    Status.SERVICE_UNAVAILABLE,
                    "overloaded",
                    "More is being published than the broker takes. Send the same again after Retry-After seconds."));
        }
        Timer.Sample sample = Timer.start();
        return send(records).whenComplete((done, failure) -> {
            room.release(size);
            if (failure == null) {
                accepted.increment(records.size());
                sample.stop(confirmation);
            }
        });
    }

    private CompletableFuture<Void> send(List<CloudEventRecord> records) {
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        if (records.isEmpty()) {
            confirmed.complete(null);
            return confirmed;
        }
        AtomicInteger outstanding = new AtomicInteger(records.size());
        for (CloudEventRecord eventRecord : records) {
            // The callback tells all that the future would.
            Future<RecordMetadata> unused = producer.send(eventRecord.toProducerRecord(), (metadata, failure) -> {
                if (failure != null) {
                    LOG.warnf("Event not confirmed [reason=%s]", failure.getMessage());
                    confirmed.completeExceptionally(new ProblemException(new Problem(
                            Status.SERVICE_UNAVAILABLE,
                            "broker-unavailable",
                            "Kafka did not confirm every event in time. Send the same again after Retry-After seconds: "
                                    + "what was published already is not repeated.")));
                } else if (outstanding.decrementAndGet() == 0) {
                    confirmed.complete(null);
                }
            });
            if (confirmed.isCompletedExceptionally()) {
                break;
            }
        }
        return confirmed;
    }

    @PreDestroy
    void close() {
        producerMetrics.close();
        producer.close(CLOSE_TIMEOUT);
    }
}
