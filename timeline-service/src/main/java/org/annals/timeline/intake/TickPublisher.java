// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.annals.timeline.json.Json;
import org.annals.timeline.kafka.CloudEventRecord;
import org.annals.timeline.kafka.TopicPublisher;

/** Publishes ticks to annals.events, each with its timeline as the key: it comes among the timeline's own messages. */
@ApplicationScoped
class TickPublisher {

    private static final String TOPIC = "annals.events";

    private final TopicPublisher publisher;

    TickPublisher(TopicPublisher publisher) {
        this.publisher = publisher;
    }

    /** Returns when the broker has them all. */
    void publish(List<String> timelines, Instant now) throws InterruptedException {
        publisher.publish(
                timelines.stream().map(timeline -> toRecord(timeline, now)).toList());
    }

    private static CloudEventRecord toRecord(String timeline, Instant now) {
        return new CloudEventRecord(TOPIC, timeline, "{}".getBytes(StandardCharsets.UTF_8))
                .attribute("specversion", "1.0")
                .attribute("id", UUID.randomUUID().toString())
                .attribute("source", "/annals/timeline-service")
                .attribute("type", Message.Tick.TYPE)
                .attribute("subject", timeline)
                .attribute("time", Json.time(now));
    }
}
