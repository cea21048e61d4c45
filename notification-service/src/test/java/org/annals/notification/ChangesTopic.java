// SPDX-License-Identifier: Apache-2.0
package org.annals.notification;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Puts records on the topic as timeline-service does. */
public final class ChangesTopic implements AutoCloseable {

    private static final String TOPIC = "annals.changes";

    private final KafkaProducer<String, @Nullable String> producer;
    private @Nullable KafkaProducer<byte @Nullable [], byte @Nullable []> raw;

    public ChangesTopic() {
        producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", servers()), new StringSerializer(), new StringSerializer());
    }

    /** A slug that no other test uses. */
    public static String newTimeline() {
        return "story-" + UUID.randomUUID();
    }

    /** Returns where the record is. */
    public RecordMetadata put(String timeline, long sequence, String type) {
        return put(timeline, headers(timeline, sequence, type), "{\"title\":\"Change " + sequence + "\"}");
    }

    public RecordMetadata put(String timeline, Map<String, String> headers, @Nullable String value) {
        return putTo(TOPIC, timeline, headers, value);
    }

    /** On another topic of timeline-service. */
    public RecordMetadata putTo(String topic, String timeline, Map<String, String> headers, @Nullable String value) {
        return send(new ProducerRecord<>(topic, timeline, value), headers);
    }

    /** Into a partition of its own choice, as when partitions were added. */
    public RecordMetadata putInto(int partition, String timeline, long sequence) {
        String value = "{\"title\":\"Change " + sequence + "\"}";
        return send(
                new ProducerRecord<>(TOPIC, partition, timeline, value), headers(timeline, sequence, "report.issued"));
    }

    /** Whatever somebody else might write. */
    public RecordMetadata putRaw(ProducerRecord<byte @Nullable [], byte @Nullable []> record) {
        try {
            return raw().send(record).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private KafkaProducer<byte @Nullable [], byte @Nullable []> raw() {
        if (raw == null) {
            raw = new KafkaProducer<>(
                    Map.of(
                            "bootstrap.servers",
                            servers(),
                            "max.request.size",
                            2 * 1024 * 1024,
                            "compression.type",
                            "gzip"),
                    new ByteArraySerializer(),
                    new ByteArraySerializer());
        }
        return raw;
    }

    private static String servers() {
        return ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
    }

    private RecordMetadata send(ProducerRecord<String, @Nullable String> record, Map<String, String> headers) {
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try {
            return producer.send(record).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * A revision of an event that was put at an earlier sequence.
     *
     * @param kind correction or retraction
     */
    public void revise(
            String timeline, long sequence, String kind, long event, int revision, String type, String data) {
        Map<String, String> headers = headers(timeline, sequence, type);
        headers.put("ce_eventid", eventId(timeline, event).toString());
        headers.put("ce_revision", Integer.toString(revision));
        headers.put("ce_kind", kind);
        put(timeline, headers, data);
    }

    /** Of the event that was put at a sequence. */
    public static UUID eventId(String timeline, long sequence) {
        return UUID.nameUUIDFromBytes((timeline + "/" + sequence).getBytes(StandardCharsets.UTF_8));
    }

    /** All that a change has, recorded now. */
    public static Map<String, String> headers(String timeline, long sequence, String type) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_specversion", "1.0");
        headers.put("ce_id", "event-" + sequence);
        headers.put("ce_source", "/desk/test");
        headers.put("ce_type", type);
        headers.put("ce_subject", timeline);
        headers.put("ce_sequence", String.format("%012d", sequence));
        headers.put("ce_recordedtime", Instant.now().toString());
        headers.put("ce_eventid", eventId(timeline, sequence).toString());
        headers.put("ce_revision", "1");
        headers.put("ce_kind", "event");
        headers.put("ce_hash", "0".repeat(64));
        headers.put("content-type", "application/json");
        return headers;
    }

    @Override
    public void close() {
        producer.close();
        if (raw != null) {
            raw.close();
        }
    }
}
