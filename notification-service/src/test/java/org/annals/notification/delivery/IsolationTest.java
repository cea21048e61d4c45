// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Management;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class IsolationTest {

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    /** Also when it asks for no patience. */
    @ParameterizedTest
    @ValueSource(strings = {"", "0", "Thu, 04 Aug 2022 09:30:00 GMT"})
    void an_endpoint_that_fails_again_and_again_is_left_alone_for_a_while(String retryAfter) {
        receiver.answer("/failing", exchange -> {
            exchange.getResponseHeaders().add("retry-after", retryAfter);
            Receiver.respond(exchange, 500, "");
        });
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/failing"));

        put(1, 30);

        await().until(() -> subscriber.deliveries().getList("items").size() == 30);
        List<Receiver.Webhook> received = receiver.received("/failing");
        assertTrue(received.size() < 30, () -> "attempts that could only fail: " + received.size());
        await().until(() -> Management.get("/metrics")
                .asString()
                .lines()
                .anyMatch(line -> line.startsWith("annals_delivery_circuits_open ") && !line.endsWith(" 0.0")));
    }

    @Test
    void when_it_recovers_everything_arrives_and_no_attempt_was_lost_to_the_open_circuit() {
        Set<String> failing = ConcurrentHashMap.newKeySet();
        receiver.answer("/hook", exchange -> {
            String id = exchange.getRequestHeaders().getFirst("webhook-id");
            boolean fails = failing.contains(id) || (failing.size() < 5 && failing.add(id));
            Receiver.respond(exchange, fails ? 503 : 200, "");
        });
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        put(1, 5);
        await().until(() -> subscriber
                        .deliveries()
                        .getList("items.attempts.number.flatten()")
                        .size()
                >= 5);
        // These find the circuit open.
        put(6, 10);
        await().until(() -> subscriber.deliveries().getList("items").size() == 10);

        receiver.answer("/hook", 200, "");

        await().until(() ->
                subscriber.deliveries().getList("items.status").stream().allMatch("delivered"::equals));
        assertEquals(
                List.of(1, 1, 1, 1, 1),
                subscriber.deliveries().getList("items.findAll { it.sequence > 5 }.attempts.number.flatten()"));
    }

    @Test
    void a_rate_limit_is_kept() {
        String id = given().contentType("application/json")
                .body(Map.of(
                        "sink",
                        receiver.url("/limited"),
                        "protocol",
                        "HTTP",
                        "timelines",
                        List.of(timeline),
                        "protocolsettings",
                        Map.of("rateLimit", 5)))
                .post("/v1/subscriptions")
                .then()
                .statusCode(201)
                .extract()
                .path("id");
        Subscriber.to(timeline, receiver.url("/free"));

        put(1, 15);

        await().until(() -> receiver.received("/limited").size() == 15);
        List<Receiver.Webhook> received = receiver.received("/limited");
        // Five at once, the next five in the second after, and so on.
        Duration all = Duration.between(received.get(0).at(), received.get(14).at());
        assertTrue(all.toMillis() >= 1700, () -> "15 at 5 a second took only " + all);
        assertEquals(15, receiver.received("/free").size());
        assertEquals(5, get("/v1/subscriptions/" + id).<Integer>path("protocolsettings.rateLimit"));
    }

    @Test
    void endpoints_that_hang_delay_nobody_else() {
        receiver.hang("/hanging");
        for (int i = 0; i < 20; i++) {
            Subscriber.to(timeline, receiver.url("/hanging"));
        }
        Subscriber.to(timeline, receiver.url("/healthy"));
        List<Duration> delays = new ArrayList<>();

        for (int sequence = 1; sequence <= 10; sequence++) {
            Instant put = Instant.now();
            topic.put(timeline, sequence, "report.issued");
            int count = sequence;
            await().pollInterval(Duration.ofMillis(5))
                    .until(() -> receiver.received("/healthy").size() == count);
            delays.add(Duration.between(
                    put, receiver.received("/healthy").get(sequence - 1).at()));
        }

        // The limit of an attempt is 2 s: one that waited for a hanging one would take that long.
        delays.forEach(delay -> assertTrue(delay.toMillis() < 1000, delays::toString));
    }

    private void put(int first, int last) {
        for (int sequence = first; sequence <= last; sequence++) {
            topic.put(timeline, sequence, "report.issued");
        }
    }
}
