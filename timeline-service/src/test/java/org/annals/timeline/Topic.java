// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;

/** What stands around the service: whoever publishes to annals.events, and whoever reads what the service publishes. */
final class Topic {

    static final String SOURCE = "/desk/kyiv";

    private static final KafkaProducer<byte[], byte[]> PRODUCER =
            new KafkaProducer<>(connection(), new ByteArraySerializer(), new ByteArraySerializer());

    private Topic() {}

    static Map<String, String> event(String timeline, String id, String type) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", id);
        headers.put("ce_source", SOURCE);
        headers.put("ce_type", type);
        headers.put("ce_subject", timeline);
        headers.put("content-type", "application/json");
        return headers;
    }

    static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return more;
    }

    static String data(String occurred, String title) {
        return "{\"occurred\":\"%s\",\"title\":\"%s\"}".formatted(occurred, title);
    }

    static RecordMetadata publish(Map<String, String> headers, String value) {
        return publish(headers.getOrDefault("ce_subject", "none"), headers, value.getBytes(StandardCharsets.UTF_8));
    }

    static RecordMetadata publish(String key, Map<String, String> headers, byte[] value) {
        return confirmed(PRODUCER.send(record(key, headers, value)));
    }

    /** Publishes what is large as it is, and small on its way. */
    static RecordMetadata publishCompressed(Map<String, String> headers, String value) {
        Map<String, Object> settings = new HashMap<>(connection());
        settings.put("compression.type", "gzip");
        settings.put("max.request.size", 16 * 1024 * 1024);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            String key = headers.getOrDefault("ce_subject", "none");
            return confirmed(producer.send(record(key, headers, value.getBytes(StandardCharsets.UTF_8))));
        }
    }

    /** Publishes the end of an epoch to a partition, as ingest does before and after partitions are added. */
    static void publishMarker(int partition, int epoch, int earlierPartitions) {
        byte[] key = "annals.events".getBytes(StandardCharsets.UTF_8);
        byte[] value = "{\"epoch\":%d,\"earlierPartitions\":%d}"
                .formatted(epoch, earlierPartitions)
                .getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> marker = new ProducerRecord<>("annals.events", partition, key, value);
        event("annals.events", "epoch-" + epoch, "annals.epoch.started")
                .forEach((name, text) -> marker.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        confirmed(PRODUCER.send(marker));
    }

    /** Publishes in a transaction of its own, which is committed or rolled back. */
    static void publishInTransaction(Map<String, String> headers, String value, boolean committed) {
        Map<String, Object> settings = new LinkedHashMap<>(connection());
        settings.put("transactional.id", "desk");
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            confirmed(producer.send(record(
                    headers.getOrDefault("ce_subject", "none"), headers, value.getBytes(StandardCharsets.UTF_8))));
            if (committed) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    /** A record of any kind, as others may write it. */
    static RecordMetadata publishRaw(byte[] key, Map<String, byte[]> headers, byte[] value) {
        ProducerRecord<byte[], byte[]> published = new ProducerRecord<>("annals.events", 0, key, value);
        headers.forEach((name, bytes) -> published.headers().add(name, bytes));
        return confirmed(PRODUCER.send(published));
    }

    private static RecordMetadata confirmed(Future<RecordMetadata> confirmation) {
        try {
            return confirmation.get();
        } catch (Exception e) {
            throw new IllegalStateException("Not published", e);
        }
    }

    private static ProducerRecord<byte[], byte[]> record(String key, Map<String, String> headers, byte[] value) {
        ProducerRecord<byte[], byte[]> published =
                new ProducerRecord<>("annals.events", key.getBytes(StandardCharsets.UTF_8), value);
        headers.forEach((name, text) -> published.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return published;
    }

    /** Publishes without waiting for each, so that many are there at once. */
    static void publishAll(List<Map<String, String>> headers, String value) {
        List<Future<RecordMetadata>> confirmations = new ArrayList<>();
        for (Map<String, String> one : headers) {
            String key = one.getOrDefault("ce_subject", "none");
            confirmations.add(PRODUCER.send(record(key, one, value.getBytes(StandardCharsets.UTF_8))));
        }
        confirmations.forEach(Topic::confirmed);
    }

    /** All records of a topic with the key, from its beginning on. */
    static List<ConsumerRecord<byte[], byte[]>> read(String topic, String key) {
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(connection(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
            while (partitions.stream().anyMatch(partition -> consumer.position(partition) < ends.get(partition))) {
                for (ConsumerRecord<byte[], byte[]> candidate : consumer.poll(Duration.ofMillis(200))) {
                    if (new String(candidate.key(), StandardCharsets.UTF_8).equals(key)) {
                        found.add(candidate);
                    }
                }
            }
            return found;
        }
    }

    static Map<String, String> headers(ConsumerRecord<byte[], byte[]> consumerRecord) {
        Map<String, String> headers = new LinkedHashMap<>();
        consumerRecord
                .headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    private static Map<String, Object> connection() {
        return Map.of(
                "bootstrap.servers",
                ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class),
                "linger.ms",
                "0",
                "max.request.size",
                Integer.toString(2 * 1024 * 1024));
    }
}
