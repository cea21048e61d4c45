// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.annals.timeline.json.Json;
import org.annals.timeline.kafka.CloudEventRecord;
import org.annals.timeline.kafka.Spans;
import org.annals.timeline.kafka.Spans.Step;
import org.annals.timeline.kafka.TopicPublisher;
import org.jspecify.annotations.Nullable;

/** Publishes changes to annals.changes, in the order of their sequence. */
@ApplicationScoped
public class ChangePublisher {

    static final String TOPIC = "annals.changes";
    private static final String CAUSES = "annals.events";

    private final TopicPublisher publisher;
    private final Spans spans;
    private final MeterRegistry registry;

    ChangePublisher(TopicPublisher publisher, Spans spans, MeterRegistry registry) {
        this.publisher = publisher;
        this.spans = spans;
        this.registry = registry;
    }

    /**
     * Returns when the broker has them all.
     *
     * @param since when the messages that they come from were read
     */
    public void publish(List<Change> changes, Instant since) throws InterruptedException {
        List<Step> steps = changes.stream()
                .map(change -> spans.process(CAUSES, change.timeline, change.traceparent, since))
                .toList();
        List<CloudEventRecord> records = new ArrayList<>(changes.size());
        for (int i = 0; i < changes.size(); i++) {
            records.add(toRecord(changes.get(i), steps.get(i).traceparent()));
        }
        boolean isPublished = false;
        try {
            publisher.publish(records);
            isPublished = true;
        } finally {
            for (Step step : steps) {
                step.end(isPublished);
            }
        }
        registry.counter("annals.changes.published").increment(changes.size());
    }

    private static CloudEventRecord toRecord(Change change, @Nullable String traceparent) {
        CloudEventRecord record =
                new CloudEventRecord(TOPIC, change.timeline, change.data.getBytes(StandardCharsets.UTF_8));
        for (Map.Entry<String, JsonNode> attribute : attributes(change).properties()) {
            String name = attribute.getKey();
            if (AddedAttributes.contains(name)) {
                continue;
            }
            record.attribute(
                    name,
                    name.equals("type") ? change.type : attribute.getValue().asText());
        }
        if (traceparent != null) {
            record.traceparent(traceparent);
        }
        if (change.inPrivate) {
            record.attribute("visibility", "private");
        }
        return record
                // The registered extension wants a text that sorts as the number does.
                .attribute("sequence", String.format("%012d", change.sequence))
                .attribute("recordedtime", change.recordedText())
                .attribute("eventid", change.eventId.toString())
                .attribute("revision", Integer.toString(change.revision))
                .attribute("kind", change.kind)
                .attribute("hash", change.hashText());
    }

    private static JsonNode attributes(Change change) {
        try {
            return Json.STRICT.readTree(change.attributes);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "Stored attributes can't be read [timeline=" + change.timeline + ", sequence=" + change.sequence
                            + "]",
                    e);
        }
    }
}
