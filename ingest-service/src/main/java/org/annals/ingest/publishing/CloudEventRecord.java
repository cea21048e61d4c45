package org.annals.ingest.publishing;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A record of annals.events: a CloudEvent in the Kafka binding's binary mode, its key the timeline. */
public final class CloudEventRecord {

    private static final String TOPIC = "annals.events";

    private final ProducerRecord<byte[], byte[]> message;
    private int size;

    public CloudEventRecord(String timeline, byte[] data) {
        message = new ProducerRecord<>(TOPIC, timeline.getBytes(StandardCharsets.UTF_8), data);
        size = data.length + timeline.length();
        header("content-type", "application/json");
    }

    public CloudEventRecord attribute(String name, String value) {
        return header("ce_" + name, value);
    }

    /** Its bytes, but for a few of overhead. */
    public int size() {
        return size;
    }

    ProducerRecord<byte[], byte[]> toProducerRecord() {
        return message;
    }

    private CloudEventRecord header(String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        message.headers().add(name, bytes);
        size += name.length() + bytes.length;
        return this;
    }
}
