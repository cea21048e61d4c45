package org.annals.ingest.publishing;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A record of annals.events: a CloudEvent in the Kafka binding's binary mode, its key the timeline. */
public final class CloudEventRecord {

    static final String TOPIC = "annals.events";

    private static final byte[] JSON = "application/json".getBytes(StandardCharsets.US_ASCII);

    private final ProducerRecord<byte[], byte[]> message;

    public CloudEventRecord(String timeline, byte[] data) {
        message = new ProducerRecord<>(TOPIC, timeline.getBytes(StandardCharsets.UTF_8), data);
        message.headers().add("content-type", JSON);
    }

    public CloudEventRecord attribute(String name, String value) {
        message.headers().add("ce_" + name, value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    ProducerRecord<byte[], byte[]> toProducerRecord() {
        return message;
    }
}
