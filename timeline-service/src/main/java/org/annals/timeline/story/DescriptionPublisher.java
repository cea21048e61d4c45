// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.story;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.annals.timeline.json.Json;
import org.annals.timeline.kafka.CloudEventRecord;
import org.annals.timeline.kafka.TopicPublisher;

/** Publishes what timelines are, and who may see them, to annals.timelines: compacted, the last of each stays. */
@ApplicationScoped
public class DescriptionPublisher {

    private static final String TOPIC = "annals.timelines";

    private final TopicPublisher publisher;

    DescriptionPublisher(TopicPublisher publisher) {
        this.publisher = publisher;
    }

    /** Returns when the broker has them all. */
    public void publish(Collection<Timeline> timelines) throws InterruptedException {
        publisher.publish(List.copyOf(timelines).stream()
                .map(DescriptionPublisher::toRecord)
                .toList());
    }

    private static CloudEventRecord toRecord(Timeline timeline) {
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        value.put("title", timeline.title);
        value.put("description", timeline.description);
        value.put("visibility", timeline.visibility);
        String time = Json.time(timeline.lastRecorded);
        return new CloudEventRecord(TOPIC, timeline.timeline, Json.text(value).getBytes(StandardCharsets.UTF_8))
                .attribute("specversion", "1.0")
                .attribute("id", timeline.timeline + "/" + time)
                .attribute("source", "/annals/timeline-service")
                .attribute("type", "annals.timeline.described")
                .attribute("subject", timeline.timeline)
                .attribute("time", time)
                // The last change before it: what comes after that was stored as this says.
                .attribute("sequence", String.format("%012d", timeline.sequence));
    }
}
