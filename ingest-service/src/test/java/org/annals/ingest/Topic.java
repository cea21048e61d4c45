// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** Reads back what the service published. */
final class Topic {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Topic() {}

    /** All messages of a timeline in their order, in the form of the golden files. */
    static ArrayNode messages(String timeline) {
        return messages("annals.events", timeline);
    }

    /** All messages of a topic with this key in their order, in the form of the golden files. */
    static ArrayNode messages(String topic, String key) {
        ArrayNode found = MAPPER.createArrayNode();
        read(topic, key).forEach(message -> found.add(golden(message)));
        return found;
    }

    /** The values of all messages of a timeline in their order, to the letter. */
    static List<String> values(String timeline) {
        return read("annals.events", timeline).stream()
                .map(message -> text(message.value()))
                .toList();
    }

    /** The ids of all messages of a timeline on another broker than that of the service under test. */
    static List<String> ids(String bootstrapServers, String timeline) {
        return read(bootstrapServers, "annals.events", timeline).stream()
                .map(message -> text(message.headers().lastHeader("ce_id").value()))
                .toList();
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String topic, String key) {
        return read(ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class), topic, key);
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(String bootstrapServers, String topic, String key) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < requireNonNull(ends.get(partition)))) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(200))) {
                    if (text(message.key()).equals(key)) {
                        found.add(message);
                    }
                }
            }
        }
        return found;
    }

    private static ObjectNode golden(ConsumerRecord<byte[], byte[]> message) {
        ObjectNode golden = MAPPER.createObjectNode();
        golden.put("key", text(message.key()));
        ObjectNode headers = golden.putObject("headers");
        message.headers().forEach(header -> headers.put(header.key(), text(header.value())));
        // Another one after partitions were added.
        headers.remove("annals-epoch");
        try {
            golden.set("value", message.value() == null ? null : MAPPER.readTree(message.value()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return golden;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
