// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** With the schedule of the tests: at once, after 0.2 s, after 0.3 s. */
@QuarkusTest
class OrderTest {

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void ordered_changes_arrive_by_sequence_though_some_fail_at_first() {
        AtomicInteger requests = new AtomicInteger();
        receiver.answer(
                "/hook", exchange -> Receiver.respond(exchange, requests.incrementAndGet() % 7 == 0 ? 503 : 200, ""));
        subscribe(Map.of());

        put(1, 20);

        await().until(() -> accepted().size() == 20);
        assertEquals(LongStream.rangeClosed(1, 20).boxed().toList(), accepted());
    }

    @Test
    void ordered_changes_of_the_past_come_before_those_that_come_meanwhile() {
        put(1, 30);
        subscribe(Map.of("since", "beginning"));

        put(31, 40);

        await().until(() -> accepted().size() >= 40);
        assertEquals(LongStream.rangeClosed(1, 40).boxed().toList(), accepted());
    }

    @Test
    void a_timeline_that_fails_does_not_hold_up_another_of_the_same_subscription() {
        String other = ChangesTopic.newTimeline();
        Subscriber subscriber = Subscriber.to(
                Map.of("timelines", List.of(timeline, other), "ordered", true), receiver.url("/" + timeline));
        receiver.answer("/" + timeline, 503, "");
        put(1, 2);
        await().until(() -> "exhausted".equals(statuses(subscriber).get(1L)));

        receiver.answer("/" + timeline, 200, "");
        topic.put(other, 7, "report.issued");

        await().until(() -> "delivered".equals(statuses(subscriber).get(7L)));
        assertEquals("waiting", statuses(subscriber).get(2L));
    }

    @Test
    void a_timeline_goes_on_after_the_one_that_was_exhausted_is_skipped() {
        receiver.answer("/hook", 503, "");
        Subscriber subscriber = subscribe(Map.of());
        put(1, 3);
        await().until(() -> "exhausted".equals(statuses(subscriber).get(1L)));
        receiver.answer("/hook", 200, "");
        String first = "/v1/subscriptions/" + subscriber.id() + "/deliveries/"
                + subscriber.deliveries().getString("items.find { it.sequence == 1 }.id");

        given().post(first + "/skip").then().statusCode(204);

        await().until(() -> statuses(subscriber).equals(Map.of(1L, "skipped", 2L, "delivered", 3L, "delivered")));
        given().post(first + "/skip").then().statusCode(409).body("code", equalTo("delivery-not-exhausted"));
    }

    @Test
    void a_timeline_goes_on_with_the_one_that_was_exhausted_when_it_is_retried() {
        receiver.answer("/hook", 503, "");
        Subscriber subscriber = subscribe(Map.of());
        put(1, 3);
        await().until(() -> "exhausted".equals(statuses(subscriber).get(1L)));
        receiver.answer("/hook", 200, "");

        given().post("/v1/subscriptions/" + subscriber.id() + "/deliveries/retry")
                .then()
                .statusCode(202);

        await().until(() -> statuses(subscriber).equals(Map.of(1L, "delivered", 2L, "delivered", 3L, "delivered")));
    }

    @Test
    void what_waits_behind_an_exhausted_one_goes_on_when_the_subscription_is_ordered_no_more() {
        receiver.answer("/hook", 503, "");
        Subscriber subscriber = subscribe(Map.of());
        put(1, 3);
        await().until(() -> "exhausted".equals(statuses(subscriber).get(1L)));
        receiver.answer("/hook", 200, "");

        patch(subscriber, false);

        await().until(() -> statuses(subscriber).equals(Map.of(1L, "exhausted", 2L, "delivered", 3L, "delivered")));
    }

    @Test
    void what_waits_takes_its_turn_when_the_subscription_becomes_ordered() {
        receiver.answer("/hook", exchange -> {
            exchange.getResponseHeaders().add("retry-after", "1");
            Receiver.respond(exchange, 503, "");
        });
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        put(1, 1);
        await().until(() -> "waiting".equals(statuses(subscriber).get(1L)));

        patch(subscriber, true);
        put(2, 2);

        await().until(() -> "exhausted".equals(statuses(subscriber).get(1L)));
        assertEquals("waiting", statuses(subscriber).get(2L));
        assertEquals(List.of(1L), accepted());
    }

    @Test
    void with_a_rate_limit_the_oldest_go_first() {
        Subscriber.to(
                Map.of("timelines", List.of(timeline), "protocolsettings", Map.of("rateLimit", 2)),
                receiver.url("/hook"));

        put(1, 9);

        await().until(() -> accepted().size() == 9);
        List<Long> order = accepted();
        for (int i = 0; i < order.size(); i++) {
            // Two at once may overtake each other.
            assertTrue(Math.abs(order.get(i) - 1 - i) <= 1, order.toString());
        }
    }

    private static void patch(Subscriber subscriber, boolean ordered) {
        given().contentType("application/merge-patch+json")
                .body(Map.of("ordered", ordered))
                .patch("/v1/subscriptions/" + subscriber.id())
                .then()
                .statusCode(200);
    }

    private Subscriber subscribe(Map<String, Object> more) {
        Map<String, Object> what = new HashMap<>(more);
        what.put("timelines", List.of(timeline));
        what.put("ordered", true);
        return Subscriber.to(what, receiver.url("/hook"));
    }

    private void put(long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            topic.put(timeline, sequence, "report.issued");
        }
    }

    /** In the order in which they came, each once: a repeat after a failure is no break of the order. */
    private List<Long> accepted() {
        return receiver.received("/hook").stream()
                .map(webhook -> Long.parseLong(new JsonPath(webhook.body()).getString("sequence")))
                .distinct()
                .toList();
    }

    private static Map<Long, String> statuses(Subscriber subscriber) {
        Map<Long, String> statuses = new HashMap<>();
        JsonPath listed = subscriber.deliveries();
        List<Integer> sequences = listed.getList("items.sequence");
        List<String> values = listed.getList("items.status");
        for (int i = 0; i < sequences.size(); i++) {
            statuses.put(sequences.get(i).longValue(), values.get(i));
        }
        return statuses;
    }
}
