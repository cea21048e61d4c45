// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CorrectionTest {

    private static final String FIRST = "{\"title\":\"First\",\"status\":\"confirmed\"}";

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void a_correction_that_no_longer_matches_reaches_who_was_told_of_the_event_and_nobody_else() {
        Map<String, Object> confirmed = Map.of("timelines", List.of(timeline), "minimumStatus", "confirmed");
        Subscriber.to(confirmed, receiver.url("/told"));
        put(1, FIRST);
        await().until(() -> sequences("/told").equals(List.of(1L)));
        Subscriber.to(confirmed, receiver.url("/new"));

        correct(2, 1, 2, "{\"title\":\"Second\",\"status\":\"disputed\"}");
        put(3, FIRST);

        await().until(() -> sequences("/told").equals(List.of(1L, 2L, 3L)));
        await().until(() -> !sequences("/new").isEmpty());
        assertEquals(List.of(3L), sequences("/new"));
    }

    @Test
    void a_correction_says_what_it_changes() {
        Subscriber.to(timeline, receiver.url("/told"));
        put(1, FIRST);
        await().until(() -> sequences("/told").size() == 1);

        correct(2, 1, 2, "{\"title\":\"Second\",\"status\":\"confirmed\"}");

        await().until(() -> sequences("/told").size() == 2);
        JsonPath body = body("/told", 2);
        assertEquals("1", body.getString("changedsince"));
        JsonPath changes = new JsonPath(body.getString("changes"));
        assertEquals(List.of("replace"), changes.getList("op"));
        assertEquals(List.of("/title"), changes.getList("path"));
        assertEquals("Second", changes.getString("[0].value"));
    }

    @Test
    void attributes_that_are_added_here_are_not_taken_from_the_topic() {
        Subscriber.to(timeline, receiver.url("/told"));
        Map<String, String> headers = ChangesTopic.headers(timeline, 1, "report.issued");
        headers.put("ce_specversion", "0.3");
        headers.put("ce_changes", "[]");
        headers.put("ce_changedsince", "9");
        topic.put(timeline, headers, FIRST);
        await().until(() -> sequences("/told").size() == 1);
        headers = ChangesTopic.headers(timeline, 2, "report.issued");
        headers.put("ce_eventid", ChangesTopic.eventId(timeline, 1).toString());
        headers.put("ce_revision", "2");
        headers.put("ce_kind", "correction");
        headers.put("ce_changes", "[]");
        headers.put("ce_changedsince", "9");

        topic.put(timeline, headers, "{\"title\":\"Second\",\"status\":\"confirmed\"}");

        await().until(() -> sequences("/told").size() == 2);
        JsonPath first = body("/told", 1);
        assertNull(first.getString("changes"));
        assertNull(first.getString("changedsince"));
        assertEquals("1.0", first.getString("specversion"));
        assertEquals("1", body("/told", 2).getString("changedsince"));
        String text = receiver.received("/told").stream()
                .map(Receiver.Webhook::body)
                .filter(body -> body.contains("Second"))
                .findFirst()
                .orElseThrow();
        assertEquals(2, text.split("\"changes\":", -1).length, text);
        assertEquals(2, text.split("\"changedsince\":", -1).length, text);
    }

    @Test
    void a_correction_of_a_long_list_says_so_as_a_whole_and_holds_up_nobody() {
        String other = ChangesTopic.newTimeline();
        Subscriber.to(timeline, receiver.url("/told"));
        Subscriber.to(other, receiver.url("/other"));
        put(1, "{\"title\":\"One\",\"list\":" + digits(600, 1) + "}");
        put(2, "{\"title\":\"Two\",\"list\":" + digits(100_000, 2) + "}");
        await().until(() -> receiver.received("/told").size() == 2);

        correct(3, 1, 2, "{\"title\":\"Three\",\"list\":" + digits(600, 3) + "}");
        correct(4, 2, 2, "{\"title\":\"Four\",\"list\":" + digits(100_000, 4) + "}");
        topic.put(other, 1, "report.issued");

        await().until(() ->
                sequences("/told").size() == 4 && sequences("/other").size() == 1);
        JsonPath changes = new JsonPath(new JsonPath(receiver.received("/told").stream()
                        .map(Receiver.Webhook::body)
                        .filter(body -> body.contains("\"title\":\"Three\""))
                        .findFirst()
                        .orElseThrow())
                .getString("changes"));
        assertEquals(
                List.of("/list", "/title"),
                changes.getList("path").stream().sorted().toList());
        assertEquals(List.of("replace", "replace"), changes.getList("op"));
    }

    @Test
    void a_replay_sends_what_was_corrected_and_its_correction() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/told"));
        put(1, FIRST);
        put(2, FIRST);
        await().until(() -> sequences("/told").size() == 2);
        correct(3, 1, 2, "{\"title\":\"Second\"}");
        await().until(() -> sequences("/told").size() == 3);

        given().contentType("application/json")
                .body(Map.of("timeline", timeline, "fromSequence", 1, "toSequence", 3))
                .post("/v1/subscriptions/" + subscriber.id() + "/replay")
                .then()
                .statusCode(202);

        await().until(() -> Stream.of(1L, 2L, 3L)
                .allMatch(sequence -> bodies("/told", sequence).size() == 2));
        await().until(() -> List.of("delivered", "delivered", "delivered")
                .equals(subscriber.deliveries().getList("items.status")));
    }

    @Test
    void revisions_that_come_at_once_reach_who_is_told_of_the_first() {
        Subscriber.to(Map.of("timelines", List.of(timeline), "minimumStatus", "confirmed"), receiver.url("/told"));

        put(1, FIRST);
        correct(2, 1, 2, "{\"title\":\"Second\",\"status\":\"claimed\"}");
        topic.revise(timeline, 3, "retraction", 1, 3, "report.issued", "{\"reason\":\"A mistake\"}");

        await().until(() -> sequences("/told").equals(List.of(1L, 2L, 3L)));
        assertEquals("A mistake", body("/told", 3).getString("data.reason"));
        assertNull(body("/told", 3).getString("changes"));
    }

    @Test
    void a_correction_outranks_what_the_subscription_has_been_changed_to() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/told"));
        put(1, FIRST);
        await().until(() -> sequences("/told").size() == 1);
        given().contentType("application/merge-patch+json")
                .body("{\"types\": [\"director.*\"]}")
                .patch("/v1/subscriptions/" + subscriber.id())
                .then()
                .statusCode(200);

        correct(2, 1, 2, "{\"title\":\"Second\"}");

        await().until(() -> sequences("/told").equals(List.of(1L, 2L)));
    }

    @Test
    void a_catch_up_brings_the_corrections_of_what_it_brings() {
        put(1, FIRST);
        correct(2, 1, 2, "{\"title\":\"Second\",\"status\":\"claimed\"}");
        put(3, "{\"title\":\"Other\",\"status\":\"claimed\"}");

        Subscriber.to(
                Map.of("timelines", List.of(timeline), "minimumStatus", "confirmed", "since", "beginning"),
                receiver.url("/told"));

        // The first may be replaced before it was sent.
        await().until(() -> sequences("/told").contains(2L));
        assertFalse(sequences("/told").contains(3L));
    }

    @Test
    void a_replay_of_what_was_corrected_since_brings_the_correction_too() {
        put(1, FIRST);
        put(2, FIRST);
        correct(3, 1, 2, "{\"title\":\"Second\"}");
        correct(4, 2, 2, "{\"title\":\"Second of another\"}");
        put(5, FIRST);
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/told"));

        replay(subscriber, 1);

        await().until(() -> sequences("/told").contains(3L));
        put(6, FIRST);
        await().until(() -> sequences("/told").contains(6L));
        // The first may be replaced before it was sent.
        assertEquals(
                List.of(3L, 6L),
                sequences("/told").stream().filter(sequence -> sequence != 1).toList());
    }

    @Test
    void a_replay_does_not_repeat_corrections_that_were_told() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/told"));
        put(1, FIRST);
        correct(2, 1, 2, "{\"title\":\"Second\"}");
        await().until(() -> sequences("/told").equals(List.of(1L, 2L)));

        replay(subscriber, 1);
        put(3, FIRST);

        await().until(() -> receiver.received("/told").size() == 4);
        assertEquals(1, bodies("/told", 2).size());
    }

    @Test
    void a_newer_revision_takes_the_place_of_one_that_waits() {
        receiver.answer("/told", exchange -> {
            exchange.getResponseHeaders().add("retry-after", "3");
            Receiver.respond(exchange, 429, "");
        });
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/told"));
        put(1, FIRST);
        await().until(() -> List.of("waiting").equals(subscriber.deliveries().getList("items.status")));

        correct(2, 1, 2, "{\"title\":\"Second\"}");

        await().until(() -> "superseded".equals(status(subscriber, 1)));
        receiver.answer("/told", 200, "");
        await().until(() -> "delivered".equals(status(subscriber, 2)));
    }

    @Test
    void edits_within_the_window_arrive_as_one() {
        Subscriber subscriber =
                Subscriber.to(Map.of("timelines", List.of(timeline), "coalesce", "PT1S"), receiver.url("/told"));

        put(1, FIRST);
        correct(2, 1, 2, "{\"title\":\"Second\"}");
        correct(3, 1, 3, "{\"title\":\"Third\"}");

        await().until(() -> "delivered".equals(status(subscriber, 3)));
        assertEquals(List.of(3L), sequences("/told"));
        assertEquals("superseded", status(subscriber, 1));
        assertEquals("superseded", status(subscriber, 2));
    }

    private static String digits(int length, int seed) {
        return Arrays.toString(new Random(seed).ints(length, 0, 10).toArray());
    }

    private void put(long sequence, String data) {
        topic.put(timeline, ChangesTopic.headers(timeline, sequence, "report.issued"), data);
    }

    private void correct(long sequence, long event, int revision, String data) {
        topic.revise(timeline, sequence, "correction", event, revision, "report.issued", data);
    }

    private List<Long> sequences(String path) {
        return receiver.received(path).stream()
                .map(webhook -> Long.parseLong(new JsonPath(webhook.body()).getString("sequence")))
                .sorted()
                .distinct()
                .toList();
    }

    private JsonPath body(String path, long sequence) {
        return bodies(path, sequence).get(0);
    }

    private List<JsonPath> bodies(String path, long sequence) {
        return receiver.received(path).stream()
                .map(webhook -> new JsonPath(webhook.body()))
                .filter(body -> Long.parseLong(body.getString("sequence")) == sequence)
                .toList();
    }

    private void replay(Subscriber subscriber, long sequence) {
        given().contentType("application/json")
                .body(Map.of("timeline", timeline, "fromSequence", sequence, "toSequence", sequence))
                .post("/v1/subscriptions/" + subscriber.id() + "/replay")
                .then()
                .statusCode(202);
    }

    private static String status(Subscriber subscriber, int sequence) {
        return subscriber.deliveries().getString("items.find { it.sequence == " + sequence + " }?.status");
    }
}
