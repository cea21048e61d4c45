// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class CatchUpTest {

    @Inject
    ChangeConsumer consumer;

    @Inject
    EntityManager entities;

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void a_subscription_from_the_beginning_is_told_the_past_and_what_comes() {
        put(1, 5);

        subscribe("beginning");
        put(6, 8);

        awaitSequences(1, 8);
    }

    @Test
    void a_subscription_from_a_sequence_is_told_what_follows_it() {
        put(1, 5);

        subscribe(3);

        awaitSequences(4, 5);
    }

    @Test
    void a_subscription_from_a_time_is_told_what_was_recorded_since() {
        put(1, 2);
        Instant since = Instant.now().plusMillis(2);
        await().until(() -> Instant.now().isAfter(since));
        put(3, 4);

        subscribe(since.toString());

        awaitSequences(3, 4);
    }

    @Test
    void a_subscription_from_a_sequence_that_is_to_come_is_told_what_follows_it() {
        put(1, 2);

        subscribe(4);
        put(3, 6);

        awaitSequences(5, 6);
    }

    @Test
    void a_subscription_from_a_time_that_is_to_come_is_told_what_is_recorded_since() {
        Instant since = Instant.now().plusSeconds(3600);

        subscribe(since.toString());
        put(1, 2);
        Map<String, String> later = ChangesTopic.headers(timeline, 3, "report.issued");
        later.put("ce_recordedtime", since.toString());
        topic.put(timeline, later, "{}");

        awaitSequences(3, 3);
    }

    /** The clock of the leader of annals.changes may be behind that of the leader of annals.events. */
    @Test
    void what_was_recorded_by_a_clock_that_is_ahead_is_not_passed_over() {
        Instant since = Instant.now().plusSeconds(30);
        Map<String, String> ahead = ChangesTopic.headers(timeline, 1, "report.issued");
        ahead.put("ce_recordedtime", since.plusSeconds(10).toString());
        topic.put(timeline, ahead, "{}");

        Subscriber subscriber = subscribe(since.toString());

        awaitSequences(1, 1);
        replay(subscriber, Map.of("timeline", timeline, "from", since.toString()))
                .statusCode(202);
        await().until(() -> receiver.received("/hook").size() == 2);
    }

    @Test
    void a_subscription_of_now_is_not_told_the_past() {
        put(1, 3);

        subscribe("now");
        put(4, 5);

        awaitSequences(4, 5);
    }

    @Test
    void many_subscriptions_made_while_changes_come_miss_and_repeat_nothing() {
        int changes = 100;
        CompletableFuture<Void> publishing = CompletableFuture.runAsync(() -> put(1, changes));
        int subscriptions = 10;
        for (int i = 0; i < subscriptions; i++) {
            Subscriber.to(Map.of("timelines", List.of(timeline), "since", "beginning"), receiver.url("/hook/" + i));
        }

        publishing.join();

        for (int i = 0; i < subscriptions; i++) {
            String path = "/hook/" + i;
            // A thousand webhooks take a machine that runs other tests beside this one a while.
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> receiver.received(path).size() >= changes);
            assertEquals(LongStream.rangeClosed(1, changes).boxed().toList(), sequences(path));
        }
    }

    @Test
    void a_catch_up_that_is_interrupted_goes_on_where_it_was() throws Exception {
        put(1, 100);
        subscribe("beginning");
        await().until(() -> !sequences("/hook").isEmpty());

        consumer.stop();
        put(101, 120);
        consumer.start();

        awaitSequences(1, 120);
    }

    /** As after a crash: changes are stored and not acknowledged, and the catch-up has come into their midst. */
    @ParameterizedTest
    @ValueSource(longs = {1, 3})
    void what_was_dealt_with_before_is_told_to_who_was_not_live_then(long first) throws Exception {
        consumer.stop();
        put(1, first - 1);
        RecordMetadata next = topic.put(timeline, first, "report.issued");
        put(first + 1, 5);
        Subscriber subscriber = subscribe("beginning");
        change("INSERT INTO timeline_position (timeline, sequence) VALUES (?1, ?2)", timeline, 5);
        change(
                "UPDATE catch_up SET next_offset = ?1 WHERE partition = ?2 AND CAST(subscription_id AS text) = ?3",
                next.offset(),
                next.partition(),
                subscriber.id());

        consumer.start();

        awaitSequences(first, 5);
        put(6, 7);
        awaitSequences(first, 7);
    }

    @Test
    void a_catch_up_does_not_fill_the_database_for_a_subscriber_that_takes_nothing() {
        receiver.answer("/hook", 503, "");
        put(1, 60);
        Subscriber slow = subscribe("beginning");
        await().until(() -> slow.deliveries().getList("items").size() > 10);

        receiver.answer("/hook", 200, "");

        await().until(() -> distinct("/hook").size() == 60);
    }

    @Test
    void what_comes_during_a_pause_is_told_when_it_ends() {
        Subscriber subscriber = subscribe("now");
        put(1, 2);
        awaitSequences(1, 2);

        post(subscriber, "/pause", "paused");
        put(3, 5);
        witness();
        assertEquals(List.of(1L, 2L), sequences("/hook"));
        post(subscriber, "/resume", "active");

        put(6, 6);
        awaitSequences(1, 6);
    }

    @Test
    void what_comes_during_a_pause_is_skipped_when_asked() {
        Subscriber subscriber = subscribe("now");
        post(subscriber, "/pause", "paused");
        put(1, 3);
        witness();

        post(subscriber, "/resume?missed=skip", "active");

        put(4, 5);
        awaitSequences(4, 5);
    }

    @Test
    void what_waits_is_not_tried_again_during_a_pause() {
        receiver.answer("/hook", 503, "");
        Subscriber subscriber = subscribe("now");
        put(1, 1);
        await().until(() -> !receiver.received("/hook").isEmpty());

        post(subscriber, "/pause", "paused");

        int before = receiver.received("/hook").size();
        witness();
        witness();
        assertTrue(receiver.received("/hook").size() <= before + 1, "one may have been on its way");
        receiver.answer("/hook", 200, "");
        post(subscriber, "/resume", "active");
        await().until(() -> List.of("delivered").equals(subscriber.deliveries().getList("items.status")));
    }

    @Test
    void a_replay_sends_a_range_again_with_the_same_ids() {
        Subscriber subscriber = subscribe("now");
        put(1, 4);
        awaitSequences(1, 4);
        Map<Long, String> ids = ids();

        replay(subscriber, Map.of("timeline", timeline, "fromSequence", 2, "toSequence", 3))
                .statusCode(202);

        await().until(() -> receiver.received("/hook").size() == 6);
        List<Long> expected = new ArrayList<>(List.of(1L, 2L, 2L, 3L, 3L, 4L));
        assertEquals(expected, sequences("/hook"));
        assertEquals(ids, ids());
        put(5, 5);
        await().until(() -> sequences("/hook").contains(5L));
    }

    @Test
    void a_replay_sends_what_was_before_the_subscription() {
        put(1, 3);
        Subscriber subscriber = subscribe("now");

        replay(subscriber, Map.of("timeline", timeline)).statusCode(202);

        awaitSequences(1, 3);
    }

    @ParameterizedTest
    @CsvSource({"fromSequence, 1", "from, yesterday", "toSequence, -1", "colour, red"})
    void a_wrong_range_is_refused(String member, String value) {
        Subscriber subscriber = subscribe("now");

        replay(subscriber, Map.of(member, value))
                .statusCode(400)
                .body("code", equalTo("invalid-replay"))
                .body("violations[0].pointer", equalTo("/" + member));
    }

    @Test
    void a_start_that_is_none_is_refused() {
        given().contentType("application/json")
                .body(Map.of("sink", receiver.url("/hook"), "protocol", "HTTP", "since", 7))
                .post("/v1/subscriptions")
                .then()
                .statusCode(400)
                .body("violations.pointer", contains("/since"));
    }

    private Subscriber subscribe(Object since) {
        return Subscriber.to(Map.of("timelines", List.of(timeline), "since", since), receiver.url("/hook"));
    }

    private void change(String sql, Object... parameters) {
        QuarkusTransaction.requiringNew().run(() -> {
            Query query = entities.createNativeQuery(sql);
            for (int i = 0; i < parameters.length; i++) {
                query.setParameter(i + 1, parameters[i]);
            }
            assertEquals(1, query.executeUpdate());
        });
    }

    private void put(long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            topic.put(timeline, sequence, "report.issued");
        }
    }

    /** Returns when another subscriber, of another timeline, was told of a change of its own and tried it again. */
    private void witness() {
        String other = ChangesTopic.newTimeline();
        String path = "/" + other;
        receiver.answer(path, 503, "");
        Subscriber.to(other, receiver.url(path));
        topic.put(other, 1, "report.issued");
        await().until(() -> receiver.received(path).size() >= 2);
    }

    private static void post(Subscriber subscriber, String action, String status) {
        given().post("/v1/subscriptions/" + subscriber.id() + action)
                .then()
                .statusCode(200)
                .body("status", equalTo(status));
    }

    private static ValidatableResponse replay(Subscriber subscriber, Map<String, ?> range) {
        return given().contentType("application/json")
                .body(range)
                .post("/v1/subscriptions/" + subscriber.id() + "/replay")
                .then();
    }

    private void awaitSequences(long from, long to) {
        List<Long> expected = LongStream.rangeClosed(from, to).boxed().toList();
        await().until(() -> receiver.received("/hook").size() >= expected.size());
        assertEquals(expected, sequences("/hook"));
    }

    /** Sorted: at least once does not promise an order. */
    private List<Long> sequences(String path) {
        return receiver.received(path).stream()
                .map(CatchUpTest::sequence)
                .sorted()
                .toList();
    }

    private List<Long> distinct(String path) {
        return sequences(path).stream().distinct().toList();
    }

    private Map<Long, String> ids() {
        Map<Long, String> ids = new HashMap<>();
        for (Receiver.Webhook webhook : receiver.received("/hook")) {
            ids.put(sequence(webhook), webhook.header("webhook-id"));
        }
        return ids;
    }

    private static long sequence(Receiver.Webhook webhook) {
        return Long.parseLong(new JsonPath(webhook.body()).getString("sequence"));
    }
}
