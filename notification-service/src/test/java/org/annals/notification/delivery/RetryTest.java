// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static io.restassured.RestAssured.delete;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.annals.local.Ports;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With the schedule of the tests: at once, after 0.2 s, after 0.3 s. */
@QuarkusTest
class RetryTest {

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void a_failing_endpoint_is_tried_again_on_the_schedule_until_it_is_exhausted() {
        receiver.answer("/hook", 500, "Out of order");
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        topic.put(timeline, 1, "report.issued");

        awaitStatus(subscriber, "exhausted");
        List<Receiver.Webhook> received = receiver.received("/hook");
        assertEquals(3, received.size());
        assertEquals(received.get(0).header("webhook-id"), received.get(2).header("webhook-id"));
        assertTrue(between(received, 0).compareTo(Duration.ofMillis(200)) >= 0);
        assertTrue(between(received, 1).compareTo(Duration.ofMillis(300)) >= 0);
        JsonPath listed = subscriber.deliveries();
        assertEquals(List.of(1, 2, 3), listed.getList("items[0].attempts.number"));
        assertEquals("server-error", listed.getString("items[0].attempts[2].outcome"));
        assertEquals(500, listed.getInt("items[0].attempts[2].status"));
        assertEquals("Out of order", listed.getString("items[0].attempts[2].response"));
    }

    @Test
    void an_endpoint_that_recovers_gets_what_it_missed() {
        receiver.answer("/hook", 503, "");
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        topic.put(timeline, 1, "report.issued");
        awaitStatus(subscriber, "waiting");

        receiver.answer("/hook", 200, "");

        awaitStatus(subscriber, "delivered");
        List<String> outcomes = subscriber.deliveries().getList("items[0].attempts.outcome");
        assertEquals("server-error", outcomes.get(0));
        assertEquals("delivered", outcomes.get(outcomes.size() - 1));
    }

    @Test
    void a_dead_endpoint_is_recorded_as_refused() {
        Subscriber subscriber = Subscriber.to(timeline, "http://127.0.0.1:" + Ports.free() + "/hook");

        topic.put(timeline, 1, "report.issued");

        awaitStatus(subscriber, "exhausted");
        JsonPath listed = subscriber.deliveries();
        assertEquals(List.of("refused", "refused", "refused"), listed.getList("items[0].attempts.outcome"));
        assertNull(listed.getString("items[0].attempts[0].status"));
    }

    @Test
    void an_unknown_host_is_recorded_as_dns() {
        Subscriber subscriber = Subscriber.to(timeline, "https://nowhere.invalid/hook");

        topic.put(timeline, 1, "report.issued");

        awaitStatus(subscriber, "exhausted");
        assertEquals("dns", subscriber.deliveries().getString("items[0].attempts[0].outcome"));
    }

    @Test
    void an_endpoint_whose_certificate_nobody_vouches_for_gets_nothing() throws Exception {
        try (Receiver impostor = Receiver.withOwnCertificate()) {
            Subscriber subscriber = Subscriber.to(timeline, impostor.url("/hook"));

            topic.put(timeline, 1, "report.issued");

            awaitStatus(subscriber, "exhausted");
            assertEquals("tls", subscriber.deliveries().getString("items[0].attempts[0].outcome"));
            assertEquals(List.of(), impostor.received("/hook"));
        }
    }

    @Test
    void an_endpoint_that_never_answers_times_out_and_is_tried_again() {
        receiver.hang("/hook");
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        topic.put(timeline, 1, "report.issued");

        await().until(() -> receiver.received("/hook").size() == 2);
        JsonPath listed = subscriber.deliveries();
        assertEquals("timeout", listed.getString("items[0].attempts[0].outcome"));
        assertTrue(listed.getInt("items[0].attempts[0].durationMs") >= 2000, "the limit");
    }

    @Test
    void a_redirect_is_not_followed() {
        receiver.answer("/hook", exchange -> {
            exchange.getResponseHeaders().add("location", "/elsewhere");
            Receiver.respond(exchange, 302, "");
        });
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        topic.put(timeline, 1, "report.issued");

        awaitStatus(subscriber, "exhausted");
        assertEquals("redirect", subscriber.deliveries().getString("items[0].attempts[0].outcome"));
        assertEquals(List.of(), receiver.received("/elsewhere"));
    }

    @Test
    void an_endpoint_that_is_gone_is_not_tried_again() {
        receiver.answer("/hook", 410, "");
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        topic.put(timeline, 1, "report.issued");

        awaitStatus(subscriber, "exhausted");
        assertEquals(List.of("gone"), subscriber.deliveries().getList("items[0].attempts.outcome"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_endpoint_that_asks_for_patience_is_left_alone(boolean byDate) {
        receiver.answer("/hook", exchange -> {
            String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                    OffsetDateTime.now(ZoneOffset.UTC).plusSeconds(3));
            exchange.getResponseHeaders().add("retry-after", byDate ? date : "2");
            Receiver.respond(exchange, 429, "");
        });
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        topic.put(timeline, 1, "report.issued");

        await().until(() -> receiver.received("/hook").size() == 2);
        assertTrue(between(receiver.received("/hook"), 0).compareTo(Duration.ofSeconds(2)) >= 0);
        assertNotEquals("delivered", subscriber.deliveries().getString("items[0].status"));
    }

    @Test
    void of_a_long_answer_the_first_kibibyte_is_kept() {
        receiver.answer("/hook", 200, "\u0000" + "é".repeat(150_000));
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        topic.put(timeline, 1, "report.issued");

        awaitStatus(subscriber, "delivered");
        assertEquals("\uFFFD" + "é".repeat(511), subscriber.deliveries().getString("items[0].attempts[0].response"));
    }

    @Test
    void deleting_a_subscription_ends_what_waits() {
        receiver.answer("/hook", 500, "");
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        Subscriber witness = Subscriber.to(timeline, receiver.url("/witness"));
        receiver.answer("/witness", 500, "");
        topic.put(timeline, 1, "report.issued");
        awaitStatus(subscriber, "waiting");

        delete("/v1/subscriptions/" + subscriber.id()).then().statusCode(204);

        awaitStatus(witness, "exhausted");
        assertTrue(receiver.received("/hook").size() < 3, "fewer attempts than the schedule has");
    }

    private static void awaitStatus(Subscriber subscriber, String status) {
        await().until(() -> List.of(status).equals(subscriber.deliveries().getList("items.status")));
    }

    private static Duration between(List<Receiver.Webhook> received, int first) {
        return Duration.between(
                received.get(first).at(), received.get(first + 1).at());
    }
}
