package org.annals.ingest.publishing;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A record of a topic: a CloudEvent in the Kafka binding's binary mode. */
public final class CloudEventRecord {

    static final String TOPIC = "annals.events";

    private static final byte[] JSON = "application/json".getBytes(StandardCharsets.US_ASCII);

    private final ProducerRecord<byte[], byte[]> message;

    /** A record of annals.events, whose key is the timeline. */
    public CloudEventRecord(String timeline, byte[] data) {
        this(TOPIC, timeline, data);
    }

    /** A record without data is the last that compaction leaves of its key, for a while. */
    public CloudEventRecord(String topic, String key, byte @Nullable [] data) {
        message = new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), data);
        message.headers().add("content-type", JSON);
    }

    public CloudEventRecord attribute(String name, String value) {
        message.headers().add("ce_" + name, value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    ProducerRecord<byte[], byte[]> toProducerRecord(Trace trace) {
        trace.addTo(message.headers());
        return message;
    }
}
