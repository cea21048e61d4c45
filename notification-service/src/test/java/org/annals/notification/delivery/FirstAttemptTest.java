// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@QuarkusTest
class FirstAttemptTest {

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void a_change_arrives_signed_as_a_structured_cloud_event() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook?desk=1"));
        Map<String, String> headers = ChangesTopic.headers(timeline, 1, "report.issued");
        headers.put("ce_embargo", "none");

        topic.put(timeline, headers, "{\"title\":\"Звіт\", \"score\": 1.10}");

        Receiver.Webhook webhook = only("/hook?desk=1");
        assertDoesNotThrow(
                () -> new Webhook(subscriber.secret()).verify(webhook.body(), webhook.headers()), "the signature");
        assertEquals("application/cloudevents+json", webhook.header("content-type"));
        JsonPath event = new JsonPath(webhook.body());
        assertEquals("1.0", event.getString("specversion"));
        assertEquals("/desk/test", event.getString("source"));
        assertEquals("report.issued", event.getString("type"));
        assertEquals(timeline, event.getString("subject"));
        assertEquals("000000000001", event.getString("sequence"));
        assertEquals("0".repeat(64), event.getString("hash"));
        assertEquals("none", event.getString("embargo"));
        assertEquals("application/json", event.getString("datacontenttype"));
        assertEquals("Звіт", event.getString("data.title"));
        assertTrue(webhook.body().contains("1.10"), "numbers stay as they were written");
    }

    @Test
    void it_arrives_at_once() {
        Subscriber.to(timeline, receiver.url("/hook"));
        topic.put(timeline, 1, "report.issued");
        only("/hook");
        Instant published = Instant.now();

        topic.put(timeline, 2, "report.issued");

        await().until(() -> receiver.received("/hook").size() == 2);
        Duration took =
                Duration.between(published, receiver.received("/hook").get(1).at());
        assertTrue(took.compareTo(Duration.ofMillis(500)) < 0, "took " + took);
    }

    @Test
    void only_the_types_and_timelines_that_were_asked_for_arrive() {
        String other = ChangesTopic.newTimeline();
        List<String> timelines = List.of(timeline, other);
        Subscriber.to(
                Map.of("timelines", timelines, "types", List.of("director.*", "report.issued")), receiver.url("/some"));
        Subscriber.to(Map.of("timelines", List.of(timeline)), receiver.url("/timeline"));
        Subscriber.to(Map.of("types", List.of("director.resigned")), receiver.url("/type"));

        topic.put(timeline, 1, "report.issued");
        topic.put(timeline, 2, "report.issued.late");
        topic.put(timeline, 3, "director.resigned");
        topic.put(timeline, 4, "director");
        topic.put(other, 1, "director.resigned");
        topic.put(ChangesTopic.newTimeline(), 1, "report.issued");
        topic.put(timeline, 5, "director.of.studies.resigned");

        await().until(() -> receiver.received("/some").size() >= 4
                && receiver.received("/timeline").size() >= 5
                && receiver.received("/type").size() >= 2);
        assertEquals(
                List.of(
                        other + "/director.resigned",
                        timeline + "/director.of.studies.resigned",
                        timeline + "/director.resigned",
                        timeline + "/report.issued"),
                types("/some"));
        assertEquals(5, receiver.received("/timeline").size());
        assertEquals(List.of(other + "/director.resigned", timeline + "/director.resigned"), types("/type"));
    }

    @Test
    void archive_material_alerts_nobody() {
        Subscriber.to(timeline, receiver.url("/hook"));
        Map<String, String> archived = ChangesTopic.headers(timeline, 1, "report.issued");
        archived.put("ce_backfill", "true");

        topic.put(timeline, archived, "{}");
        topic.put(timeline, 2, "report.issued");

        assertEquals("000000000002", new JsonPath(only("/hook").body()).getString("sequence"));
    }

    @Test
    void what_comes_after_the_subscription_is_alerted_whatever_the_clock_of_the_broker_said() {
        Subscriber.to(timeline, receiver.url("/hook"));
        Map<String, String> behind = ChangesTopic.headers(timeline, 1, "report.issued");
        behind.put("ce_recordedtime", Instant.now().minusSeconds(3600).toString());

        topic.put(timeline, behind, "{}");

        assertEquals("000000000001", new JsonPath(only("/hook").body()).getString("sequence"));
    }

    @Test
    void a_delivered_change_is_listed_with_its_attempt() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        receiver.answer("/hook", 200, "Thank you");

        topic.put(timeline, 7, "report.issued");

        await().until(() ->
                subscriber.deliveries().getList("items.attempts.flatten()").size() == 1);
        JsonPath listed = subscriber.deliveries();
        assertEquals(only("/hook").header("webhook-id"), listed.getString("items[0].id"));
        assertEquals(timeline, listed.getString("items[0].timeline"));
        assertEquals(7, listed.getInt("items[0].sequence"));
        assertEquals(ChangesTopic.eventId(timeline, 7).toString(), listed.getString("items[0].eventId"));
        assertEquals("delivered", listed.getString("items[0].status"));
        assertEquals(1, listed.getInt("items[0].attempts[0].number"));
        assertEquals("delivered", listed.getString("items[0].attempts[0].outcome"));
        assertEquals(200, listed.getInt("items[0].attempts[0].status"));
        assertEquals("Thank you", listed.getString("items[0].attempts[0].response"));
    }

    @Test
    void a_delivery_shows_where_it_went_and_what_was_sent() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/first"));
        topic.put(timeline, 1, "report.issued");
        await().until(() -> List.of("delivered").equals(subscriber.deliveries().getList("items.status")));
        given().contentType("application/merge-patch+json")
                .body(Map.of("sink", receiver.url("/second")))
                .patch("/v1/subscriptions/" + subscriber.id())
                .then()
                .statusCode(200);

        topic.put(timeline, 2, "report.issued");

        await().until(() ->
                List.of("delivered", "delivered").equals(subscriber.deliveries().getList("items.status")));
        JsonPath listed = subscriber.deliveries();
        assertEquals(
                List.of(receiver.url("/second"), receiver.url("/first")),
                listed.getList("items.attempts.url.flatten()"));
        assertEquals(List.of(), listed.getList("items.body.findAll { it != null }"));
        String id = listed.getString("items[1].id");
        for (String path :
                List.of("/v1/deliveries/" + id, "/v1/subscriptions/" + subscriber.id() + "/deliveries/" + id)) {
            given().get(path)
                    .then()
                    .statusCode(200)
                    .body("body", equalTo(only("/first").body()))
                    .body("attempts[0].url", equalTo(receiver.url("/first")));
        }
        given().get("/v1/subscriptions/" + UUID.randomUUID() + "/deliveries/" + id)
                .then()
                .statusCode(404);
    }

    @Test
    void a_hanging_endpoint_delays_nobody() {
        receiver.hang("/hanging");
        Subscriber hanging = Subscriber.to(timeline, receiver.url("/hanging"));
        Subscriber.to(timeline, receiver.url("/healthy"));
        int changes = 200;

        for (int sequence = 1; sequence <= changes; sequence++) {
            topic.put(timeline, sequence, "report.issued");
        }
        Instant published = Instant.now();

        await().until(() -> receiver.received("/healthy").size() == changes);
        Duration took = Duration.between(
                published, receiver.received("/healthy").get(changes - 1).at());
        assertTrue(took.compareTo(Duration.ofSeconds(1)) < 0, "took " + took);
        assertEquals("waiting", hanging.deliveries().getString("items[-1].status"));
    }

    private Receiver.Webhook only(String path) {
        await().until(() -> !receiver.received(path).isEmpty());
        List<Receiver.Webhook> received = receiver.received(path);
        assertEquals(1, received.size());
        return received.get(0);
    }

    /** Of what arrived, in any order: timelines are on different partitions. */
    private List<String> types(String path) {
        return receiver.received(path).stream()
                .map(webhook -> new JsonPath(webhook.body()))
                .map(event -> event.getString("subject") + "/" + event.getString("type"))
                .sorted((a, b) -> a.startsWith(timeline) == b.startsWith(timeline)
                        ? a.compareTo(b)
                        : Boolean.compare(a.startsWith(timeline), b.startsWith(timeline)))
                .toList();
    }
}
