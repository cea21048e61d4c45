// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.rejection;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.annals.timeline.json.Json;
import org.annals.timeline.kafka.CloudEventRecord;
import org.annals.timeline.kafka.TopicPublisher;

/** Publishes rejections to annals.rejected. */
@ApplicationScoped
public class RejectionPublisher {

    private static final String TOPIC = "annals.rejected";

    private final TopicPublisher publisher;
    private final MeterRegistry registry;

    RejectionPublisher(TopicPublisher publisher, MeterRegistry registry) {
        this.publisher = publisher;
        this.registry = registry;
    }

    /** Returns when the broker has them all. */
    public void publish(List<Rejection> rejections) throws InterruptedException {
        publisher.publish(rejections.stream().map(RejectionPublisher::toRecord).toList());
        for (Rejection rejection : rejections) {
            registry.counter("annals.messages.rejected", "code", rejection.code).increment();
        }
    }

    private static CloudEventRecord toRecord(Rejection rejection) {
        String place = rejection.sourcePartition + "/" + rejection.sourceOffset;
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        value.put("code", rejection.code);
        value.put("detail", rejection.detail);
        value.put("partition", rejection.sourcePartition);
        value.put("offset", rejection.sourceOffset);
        value.putRawValue("original", new RawValue(rejection.original));
        CloudEventRecord record = new CloudEventRecord(
                        TOPIC,
                        rejection.timeline == null ? place : rejection.timeline,
                        Json.text(value).getBytes(StandardCharsets.UTF_8))
                .attribute("specversion", "1.0")
                .attribute("id", place)
                .attribute("source", "/annals/timeline-service")
                .attribute("type", "annals.event.rejected")
                .attribute("time", Json.time(rejection.recorded));
        return rejection.timeline == null ? record : record.attribute("subject", rejection.timeline);
    }
}
