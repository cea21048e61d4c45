// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.kafka;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.annals.local.InfrastructureTestResource;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class TopicPublisherTest {

    /** Larger than a batch of the producer, so that each record is sent by itself. */
    private static final int ACCEPTED = 40_000;

    private static final int REFUSED = 60_000;
    private static final Map<String, Object> CONNECTION =
            Map.of("bootstrap.servers", ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));

    private final String topic = "publisher-" + UUID.randomUUID();
    private final Random random = new Random(1);

    @Inject
    TopicPublisher publisher;

    @BeforeEach
    void create_a_topic_with_a_limit() throws Exception {
        try (Admin admin = Admin.create(CONNECTION)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1).configs(Map.of("max.message.bytes", "50000"))))
                    .all()
                    .get();
        }
    }

    @Test
    void sends_nothing_behind_a_record_that_the_broker_refuses() throws InterruptedException {
        publisher.publish(List.of(record("first", ACCEPTED)));

        assertThrows(
                KafkaException.class,
                () -> publisher.publish(List.of(
                        record("refused", REFUSED), record("behind", ACCEPTED), record("far behind", ACCEPTED))));

        publisher.publish(List.of(record("later", ACCEPTED)));
        assertEquals(List.of("first", "later"), keys());
    }

    @Test
    void sends_nothing_behind_a_record_that_the_producer_refuses() throws InterruptedException {
        assertThrows(
                KafkaException.class,
                () -> publisher.publish(List.of(
                        record("first", ACCEPTED), record("refused", 3 * 1024 * 1024), record("behind", ACCEPTED))));

        publisher.publish(List.of(record("later", ACCEPTED)));
        assertEquals("later", keys().get(keys().size() - 1));
        assertEquals(false, keys().contains("behind"));
    }

    private CloudEventRecord record(String key, int bytes) {
        byte[] value = new byte[bytes];
        random.nextBytes(value);
        return new CloudEventRecord(topic, key, value);
    }

    private List<String> keys() {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(CONNECTION, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
            List<String> keys = new ArrayList<>();
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(found -> keys.add(new String(found.key(), StandardCharsets.UTF_8)));
            }
            return keys;
        }
    }
}
