// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.publishing;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** A record of a topic: a CloudEvent in the Kafka binding's binary mode. */
public final class CloudEventRecord {

    public static final String TOPIC = "annals.events";

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

    /** The record of an event, in the partition that its timeline has in the epoch. */
    ProducerRecord<byte[], byte[]> toProducerRecord(Trace trace, Epoch epoch) {
        trace.addTo(message.headers());
        message.headers().add(epoch.header(), epoch.headerValue());
        return in(epoch.partition(message.key()));
    }

    ProducerRecord<byte[], byte[]> in(@Nullable Integer partition) {
        return new ProducerRecord<>(message.topic(), partition, message.key(), message.value(), message.headers());
    }
}
