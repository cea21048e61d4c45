// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.kafka;

import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A record to publish: a CloudEvent in the Kafka binding's binary mode, with JSON as its value. */
public final class CloudEventRecord {

    /** The header of W3C Trace Context. */
    public static final String TRACEPARENT = "traceparent";

    private final ProducerRecord<byte[], byte[]> record;

    public CloudEventRecord(String topic, String key, byte[] json) {
        record = new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), json);
        header("content-type", "application/json");
    }

    /** Makes it part of a trace. */
    public CloudEventRecord traceparent(String value) {
        return header(TRACEPARENT, value);
    }

    public CloudEventRecord attribute(String name, String value) {
        return header("ce_" + name, value);
    }

    ProducerRecord<byte[], byte[]> toProducerRecord() {
        return record;
    }

    private CloudEventRecord header(String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
        return this;
    }
}
