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

/** The one producer of this process. */
@Singleton
public class TopicPublisher {

    /** What the broker does not confirm in this time is published again, with the batch it came from. */
    private static final int DELIVERY_TIMEOUT_MS = 30_000;

    private static final int REQUEST_TIMEOUT_MS = 10_000;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaClientMetrics metrics;

    TopicPublisher(@Identifier("default-kafka-broker") Map<String, Object> connection, MeterRegistry registry) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // Nobody adds to a batch while its confirmation is waited for: lingering would only delay it.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 2 * 1024 * 1024);
        producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        metrics = new KafkaClientMetrics(producer);
        metrics.bindTo(registry);
    }

    /**
     * Publishes in the order given and returns when the broker has confirmed all.
     *
     * @throws KafkaException where it has not; some may be published all the same
     */
    public void publish(List<CloudEventRecord> records) throws InterruptedException {
        List<Future<RecordMetadata>> confirmations = new ArrayList<>(records.size());
        for (CloudEventRecord record : records) {
            confirmations.add(producer.send(record.toProducerRecord()));
        }
        for (Future<RecordMetadata> confirmation : confirmations) {
            try {
                confirmation.get();
            } catch (ExecutionException e) {
                throw new KafkaException("The broker did not confirm what was published", e.getCause());
            }
        }
    }

    @PreDestroy
    void close() {
        metrics.close();
        producer.close(CLOSE_TIMEOUT);
    }
}
