// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Management;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Changes that are on the topic before the one before them. */
@QuarkusTest
class GapTest {

    @Inject
    ChangeConsumer consumer;

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void a_change_that_was_published_after_later_ones_is_alerted_with_them() {
        begin();

        put(3, 4);
        witness();
        assertEquals(List.of(1L), sequences());
        put(2, 2);

        awaitSequences(1, 4);
    }

    @Test
    void changes_of_which_the_first_comes_last_are_alerted_once() throws Exception {
        subscribe(Map.of());
        consumer.stop();
        put(2, 6);
        put(1, 6);

        consumer.start();

        awaitSequences(1, 6);
        topic.put(timeline, 7, "report.issued");
        awaitSequences(1, 7);
    }

    @Test
    void several_gaps_are_closed_one_after_the_other() {
        begin();

        put(5, 5);
        put(3, 3);
        put(7, 7);
        put(2, 2);
        put(4, 4);
        put(6, 6);

        awaitSequences(1, 7);
    }

    @Test
    void what_waits_outlives_a_restart_though_others_go_on() throws Exception {
        begin();
        put(3, 3);
        witness();

        consumer.stop();
        consumer.start();
        witness();
        assertEquals(List.of(1L), sequences());
        put(2, 2);

        awaitSequences(1, 3);
    }

    @Test
    void later_changes_in_a_new_partition_wait_for_earlier_ones_in_the_old() {
        subscribe(Map.of());
        topic.putInto(1, timeline, 1);
        await().until(() -> sequences().equals(List.of(1L)));

        topic.putInto(2, timeline, 4);
        witness();
        topic.putInto(1, timeline, 2);
        topic.putInto(1, timeline, 3);
        topic.putInto(2, timeline, 5);

        awaitSequences(1, 5);
    }

    @Test
    void who_subscribes_while_changes_wait_is_told_of_what_comes_then_alone() {
        begin();
        put(3, 3);
        witness();

        Subscriber.to(timeline, receiver.url("/late"));
        put(2, 2);
        awaitSequences(1, 3);
        put(4, 4);

        await().until(() -> sequences("/late").contains(4L));
        assertEquals(List.of(2L, 4L), sequences("/late"));
    }

    @Test
    void an_ordered_subscription_gets_them_by_sequence() {
        subscribe(Map.of("ordered", true));
        put(1, 1);
        await().until(() -> sequences().equals(List.of(1L)));

        put(3, 5);
        put(2, 2);

        await().until(() -> receiver.received("/hook").size() >= 5);
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), inOrder("/hook"));
    }

    @Test
    void operators_are_told_of_changes_that_wait() {
        begin();

        put(3, 3);

        await().untilAsserted(() -> Management.get("/metrics")
                .then()
                .statusCode(200)
                .body(containsString("annals_changes_gap_age_seconds"))
                .body(matchesPattern("(?s).*annals_changes_gaps [1-9].*")));
        put(2, 2);
        awaitSequences(1, 3);
    }

    private void begin() {
        subscribe(Map.of());
        put(1, 1);
        await().until(() -> sequences().equals(List.of(1L)));
    }

    private void subscribe(Map<String, Object> more) {
        Map<String, Object> what = new HashMap<>(more);
        what.put("timelines", List.of(timeline));
        Subscriber.to(what, receiver.url("/hook"));
    }

    private void put(long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            topic.put(timeline, sequence, "report.issued");
        }
    }

    /** Returns when all partitions have been read up to now. */
    private void witness() {
        for (int partition = 0; partition < 12; partition++) {
            String other = ChangesTopic.newTimeline();
            Subscriber.to(other, receiver.url("/" + other));
            topic.putInto(partition, other, 1);
            await().until(() -> !receiver.received("/" + other).isEmpty());
        }
    }

    private void awaitSequences(long from, long to) {
        List<Long> expected = LongStream.rangeClosed(from, to).boxed().toList();
        await().until(() -> receiver.received("/hook").size() >= expected.size());
        assertEquals(expected, sequences());
    }

    private List<Long> sequences() {
        return sequences("/hook");
    }

    /** Sorted: at least once does not promise an order. */
    private List<Long> sequences(String path) {
        return inOrder(path).stream().sorted().toList();
    }

    private List<Long> inOrder(String path) {
        return receiver.received(path).stream()
                .map(webhook -> Long.parseLong(new JsonPath(webhook.body()).getString("sequence")))
                .toList();
    }
}
