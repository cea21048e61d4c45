// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes to topics. After a failure nothing is sent that was to come behind it: the producer is closed at once, with
 * what it still holds, and the next call opens another.
 */
@Singleton
public class TopicPublisher {

    /** What the broker does not confirm in this time is published again, with the batch it came from. */
    private static final int DELIVERY_TIMEOUT_MS = 30_000;

    private static final int REQUEST_TIMEOUT_MS = 10_000;

    /** How long to look for the leader of a partition before a record fails. */
    private static final int MAX_BLOCK_MS = 10_000;

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Map<String, Object> settings;
    private final MeterRegistry registry;
    private @Nullable OpenProducer open;

    TopicPublisher(@Identifier("default-kafka-broker") Map<String, Object> connection, MeterRegistry registry) {
        this.registry = registry;
        settings = new HashMap<>(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // Nobody adds to a batch while its confirmation is waited for: lingering would only delay it.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, MAX_BLOCK_MS);
        // A topic that is seldom written to stays known, so that its first record does not wait for metadata.
        settings.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, Long.MAX_VALUE);
        // Partitions that are added are known within this time.
        settings.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * 1024 * 1024);
        open();
    }

    /**
     * Publishes in the order given and returns when the broker has confirmed all.
     *
     * @throws KafkaException where it has not; some of the first ones may be published all the same
     */
    public void publish(List<CloudEventRecord> records) throws InterruptedException {
        OpenProducer current = open();
        List<Future<RecordMetadata>> confirmations = new ArrayList<>(records.size());
        for (CloudEventRecord record : records) {
            if (current.hasFailed) {
                break;
            }
            confirmations.add(current.producer.send(record.toProducerRecord(), (metadata, failure) -> {
                if (failure != null) {
                    close(current);
                }
            }));
        }
        for (Future<RecordMetadata> confirmation : confirmations) {
            try {
                confirmation.get();
            } catch (ExecutionException e) {
                throw new KafkaException("The broker did not confirm what was published", e.getCause());
            }
        }
        if (confirmations.size() < records.size()) {
            throw new KafkaException("The producer was closed after another failure");
        }
    }

    @PreDestroy
    void close() {
        OpenProducer last;
        synchronized (this) {
            last = open;
            open = null;
        }
        if (last != null) {
            last.metrics.close();
            last.producer.close(CLOSE_TIMEOUT);
        }
    }

    private synchronized OpenProducer open() {
        if (open == null) {
            open = new OpenProducer(settings, registry);
        }
        return open;
    }

    /** Runs on the sender's own thread when a record fails, before that thread sends anything else. */
    private void close(OpenProducer failed) {
        failed.hasFailed = true;
        synchronized (this) {
            if (open != failed) {
                return;
            }
            open = null;
        }
        failed.metrics.close();
        failed.producer.close(Duration.ZERO);
    }

    private static final class OpenProducer {

        private final KafkaProducer<byte[], byte[]> producer;
        private final KafkaClientMetrics metrics;
        private volatile boolean hasFailed;

        OpenProducer(Map<String, Object> settings, MeterRegistry registry) {
            producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
            metrics = new KafkaClientMetrics(producer);
            metrics.bindTo(registry);
        }
    }
}
