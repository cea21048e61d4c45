// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ChangeConsumerTest {

    @Inject
    ChangeConsumer consumer;

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void changes_that_come_again_are_not_alerted_again() {
        Subscriber.to(timeline, receiver.url("/hook"));
        topic.put(timeline, 1, "report.issued");
        topic.put(timeline, 2, "report.issued");

        topic.put(timeline, 1, "report.issued");
        topic.put(timeline, 2, "report.issued");
        topic.put(timeline, 3, "report.issued");

        await().until(() -> sequences().contains(3L));
        assertEquals(List.of(1L, 2L, 3L), sequences());
    }

    @Test
    void changes_that_come_again_after_a_restart_are_not_alerted_again() throws Exception {
        Subscriber.to(timeline, receiver.url("/hook"));
        topic.put(timeline, 1, "report.issued");
        await().until(() -> sequences().contains(1L));
        consumer.stop();
        topic.put(timeline, 1, "report.issued");
        topic.put(timeline, 2, "report.issued");

        consumer.start();

        await().until(() -> sequences().contains(2L));
        assertEquals(List.of(1L, 2L), sequences());
    }

    /** There is memory for 20 in the tests. */
    @Test
    void changes_of_more_timelines_than_are_kept_in_memory_are_alerted_once() {
        String type = "type" + System.nanoTime() + ".tested";
        Subscriber.to(Map.of("types", List.of(type)), receiver.url("/hook"));
        List<String> timelines =
                IntStream.range(0, 70).mapToObj(i -> ChangesTopic.newTimeline()).toList();

        timelines.forEach(each -> topic.put(each, ChangesTopic.headers(each, 1, type), "{}"));
        timelines.forEach(each -> topic.put(each, ChangesTopic.headers(each, 1, type), "{}"));
        timelines.forEach(each -> topic.put(each, ChangesTopic.headers(each, 2, type), "{}"));

        await().until(() -> receiver.received("/hook").size() >= 140);
        assertEquals(70, sequences().stream().filter(sequence -> sequence == 1).count());
    }

    @Test
    void a_restart_in_the_middle_loses_and_repeats_nothing() throws Exception {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        int changes = 300;

        for (int sequence = 1; sequence <= changes; sequence++) {
            topic.put(timeline, sequence, "report.issued");
            if (sequence % 100 == 0) {
                consumer.stop();
                consumer.start();
            }
        }

        await().until(() -> receiver.received("/hook").size() >= changes);
        assertEquals(LongStream.rangeClosed(1, changes).boxed().toList(), sequences());
        await().until(() -> subscriber.deliveries().getString("items[0].status").equals("delivered"));
    }

    @Test
    void records_that_are_no_changes_are_skipped() {
        Subscriber.to(timeline, receiver.url("/hook"));
        Map<String, String> headers = ChangesTopic.headers(timeline, 1, "report.issued");

        topic.put(timeline, headers, null);
        topic.put(timeline, headers, "");
        topic.put(timeline, headers, "{\"title\":");
        topic.put(timeline, headers, "{} {}");
        topic.put(timeline, headers, "[".repeat(100_000));
        topic.put(timeline, Map.of(), "{}");
        topic.put(timeline, with(headers, "ce_sequence", "first"), "{}");
        topic.put(timeline, with(headers, "ce_sequence", "9".repeat(40)), "{}");
        topic.put(timeline, with(headers, "ce_recordedtime", "yesterday"), "{}");
        topic.put(timeline, with(headers, "ce_eventid", "1"), "{}");
        topic.put(timeline, with(headers, "ce_type", "a\u0000b"), "{}");
        topic.put("Not A Slug", headers, "{}");
        topic.put(timeline, 2, "report.issued");

        await().until(() -> sequences().contains(2L));
        assertEquals(List.of(2L), sequences());
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(headers);
        changed.put(name, value);
        return changed;
    }

    /** Sorted: at least once does not promise an order. */
    private List<Long> sequences() {
        return receiver.received("/hook").stream()
                .map(webhook -> Long.parseLong(new JsonPath(webhook.body()).getString("sequence")))
                .sorted()
                .toList();
    }
}
