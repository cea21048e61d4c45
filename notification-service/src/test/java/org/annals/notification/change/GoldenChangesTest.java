// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What timeline-service writes is what is read here: both sides test against the same file. */
@QuarkusTest
class GoldenChangesTest {

    private static final Path GOLDEN = Path.of("..", "contracts", "annals.changes.json");

    private final ObjectMapper mapper = new ObjectMapper();

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    @Test
    void every_golden_change_is_alerted_as_it_is() throws Exception {
        List<Golden> golden = golden();
        subscribe(golden);

        golden.forEach(change ->
                topic.put(change.key(), change.headers(), change.value().toString()));

        assertArrived(golden);
    }

    @Test
    void what_is_unknown_is_passed_on() throws Exception {
        List<Golden> golden = golden();
        for (Golden change : golden) {
            change.headers().put("ce_laterinvention", "yes");
            change.headers().put("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
            change.value().put("laterInvention", true);
        }
        subscribe(golden);

        golden.forEach(change ->
                topic.put(change.key(), change.headers(), change.value().toString()));

        assertArrived(golden);
    }

    private record Golden(String key, Map<String, String> headers, ObjectNode value) {}

    /** With timelines of its own, and recorded now instead of when the file was written. */
    private List<Golden> golden() throws Exception {
        List<Golden> golden = new ArrayList<>();
        Map<String, String> timelines = new LinkedHashMap<>();
        for (JsonNode record : mapper.readTree(GOLDEN.toFile())) {
            String key = timelines.computeIfAbsent(record.get("key").textValue(), same -> ChangesTopic.newTimeline());
            Map<String, String> headers = new LinkedHashMap<>();
            record.get("headers")
                    .properties()
                    .forEach(header ->
                            headers.put(header.getKey(), header.getValue().textValue()));
            headers.put("ce_subject", key);
            headers.put("ce_recordedtime", Instant.now().toString());
            golden.add(new Golden(key, headers, (ObjectNode) record.get("value")));
        }
        return golden;
    }

    private void subscribe(List<Golden> golden) {
        List<String> timelines = golden.stream().map(Golden::key).distinct().toList();
        Subscriber.to(Map.of("timelines", timelines), receiver.url("/hook"));
    }

    private void assertArrived(List<Golden> golden) throws Exception {
        List<Golden> expected = golden.stream()
                .filter(change -> !"true".equals(change.headers().get("ce_backfill")))
                .toList();
        await().until(() -> receiver.received("/hook").size() == expected.size());
        List<JsonNode> arrived = new ArrayList<>();
        for (Receiver.Webhook webhook : receiver.received("/hook")) {
            ObjectNode event = (ObjectNode) mapper.readTree(webhook.body());
            // What a correction changes is ours; the rest is as it came.
            event.remove(List.of("changes", "changedsince"));
            arrived.add(event);
        }
        Comparator<JsonNode> order = Comparator.comparing(event ->
                event.get("subject").textValue() + event.get("sequence").textValue());
        assertEquals(
                expected.stream().map(this::event).sorted(order).toList(),
                arrived.stream().sorted(order).toList());
    }

    private JsonNode event(Golden change) {
        ObjectNode event = mapper.createObjectNode();
        change.headers().forEach((name, value) -> {
            if (name.startsWith("ce_")) {
                event.put(name.substring("ce_".length()), value);
            }
        });
        event.put("datacontenttype", change.headers().get("content-type"));
        event.set("data", change.value());
        return event;
    }
}
