// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static io.restassured.RestAssured.delete;
import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RetentionTest {

    @Inject
    EntityManager entities;

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void what_finished_a_month_ago_is_removed_with_its_message() {
        Subscriber subscriber = delivered(2);
        String old = subscriber.deliveries().getString("items[1].id");

        age("31 days", old);

        await().until(() -> get("/v1/deliveries/" + old).statusCode() == 404);
        assertEquals(List.of(2), subscriber.deliveries().getList("items.sequence"));
        assertEquals(0, count("SELECT count(*) FROM attempt WHERE delivery_id = CAST(:x AS uuid)", old));
        assertEquals(1, count("SELECT count(*) FROM message WHERE timeline = :x", timeline));
    }

    @Test
    void a_message_stays_as_long_as_one_delivery_needs_it() {
        Subscriber other = Subscriber.to(timeline, receiver.url("/other"));
        Subscriber subscriber = delivered(1);
        String old = subscriber.deliveries().getString("items[0].id");
        await().until(() -> List.of("delivered").equals(other.deliveries().getList("items.status")));

        age("31 days", old);

        await().until(() -> get("/v1/deliveries/" + old).statusCode() == 404);
        assertEquals(1, count("SELECT count(*) FROM message WHERE timeline = :x", timeline));
        assertEquals(List.of("delivered"), other.deliveries().getList("items.status"));
    }

    @Test
    void what_still_waits_is_never_too_old() {
        receiver.answer("/hook", exchange -> {
            exchange.getResponseHeaders().add("retry-after", "3600");
            Receiver.respond(exchange, 503, "");
        });
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        topic.put(timeline, 1, "report.issued");
        await().until(() -> List.of("waiting").equals(subscriber.deliveries().getList("items.status")));
        Subscriber witness = Subscriber.to(timeline, receiver.url("/witness"));
        topic.put(timeline, 2, "report.issued");
        await().until(() -> List.of("delivered").equals(witness.deliveries().getList("items.status")));

        age("40 days", subscriber.deliveries().getString("items[1].id"));
        String later = witness.deliveries().getString("items[0].id");
        age("31 days", later);

        await().until(() -> get("/v1/deliveries/" + later).statusCode() == 404);
        assertEquals(2, subscriber.deliveries().getList("items").size());
    }

    @Test
    void the_exhausted_one_at_which_an_ordered_timeline_stopped_is_never_too_old() {
        receiver.answer("/hook", 503, "");
        Subscriber subscriber =
                Subscriber.to(Map.of("timelines", List.of(timeline), "ordered", true), receiver.url("/hook"));
        topic.put(timeline, 1, "report.issued");
        topic.put(timeline, 2, "report.issued");
        await().until(() ->
                List.of("waiting", "exhausted").equals(subscriber.deliveries().getList("items.status")));
        Subscriber witness = Subscriber.to(timeline, receiver.url("/witness"));
        topic.put(timeline, 3, "report.issued");
        await().until(() -> List.of("delivered").equals(witness.deliveries().getList("items.status")));
        receiver.answer("/hook", 200, "");

        age("40 days", subscriber.deliveries().getString("items.find { it.sequence == 1 }.id"));
        String later = witness.deliveries().getString("items[0].id");
        age("31 days", later);

        await().until(() -> get("/v1/deliveries/" + later).statusCode() == 404);
        assertEquals(List.of(1, 2, 3), sorted(subscriber.deliveries().getList("items.sequence")));
        assertEquals("exhausted", subscriber.deliveries().getString("items.find { it.sequence == 1 }.status"));
        assertEquals("waiting", subscriber.deliveries().getString("items.find { it.sequence == 2 }.status"));
    }

    private static List<Integer> sorted(List<Integer> sequences) {
        return sequences.stream().sorted().toList();
    }

    @Test
    void who_was_told_long_ago_is_told_of_a_correction() {
        Subscriber subscriber = delivered(1);
        String old = subscriber.deliveries().getString("items[0].id");
        age("31 days", old);
        await().until(() -> get("/v1/deliveries/" + old).statusCode() == 404);

        topic.revise(timeline, 2, "correction", 1, 2, "report.withdrawn", "{}");

        await().until(() -> receiver.received("/delivered").size() == 2);
    }

    @Test
    void what_a_deleted_subscription_leaves_is_removed() {
        Subscriber other = Subscriber.to(timeline, receiver.url("/other"));
        Subscriber subscriber = delivered(2);
        await().until(() -> other.deliveries().getList("items").size() == 2);
        String old = subscriber.deliveries().getString("items[1].id");
        age("31 days", old);
        await().until(() ->
                count("SELECT count(*) FROM told WHERE subscription_id = CAST(:x AS uuid)", subscriber.id()) == 1);

        delete("/v1/subscriptions/" + subscriber.id());
        delete("/v1/subscriptions/" + other.id());

        assertEquals(
                List.of(), get("/v1/deliveries?timeline=" + timeline).jsonPath().getList("items"));
        await().until(() -> count("SELECT count(*) FROM message WHERE timeline = :x", timeline) == 0);
        assertEquals(0, count("SELECT count(*) FROM delivery WHERE timeline = :x", timeline));
        await().until(() ->
                count("SELECT count(*) FROM told WHERE subscription_id = CAST(:x AS uuid)", subscriber.id()) == 0);
    }

    /** As when it was on its way while the subscription was deleted, and stored after that was cleared up. */
    @Test
    void what_was_for_a_subscription_that_is_gone_is_not_remembered() {
        String old = delivered(1).deliveries().getString("items[0].id");
        String gone = UUID.randomUUID().toString();
        change("UPDATE delivery SET subscription_id = CAST(:x AS uuid) WHERE id = :id", gone, old);

        age("31 days", old);

        await().until(() -> count("SELECT count(*) FROM delivery WHERE id = CAST(:x AS uuid)", old) == 0);
        assertEquals(0, count("SELECT count(*) FROM told WHERE subscription_id = CAST(:x AS uuid)", gone));
    }

    private Subscriber delivered(int count) {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/delivered"));
        for (int sequence = 1; sequence <= count; sequence++) {
            topic.put(timeline, sequence, "report.issued");
        }
        await().until(() -> subscriber.deliveries().getList("items.status").stream()
                        .filter("delivered"::equals)
                        .count()
                == count);
        return subscriber;
    }

    private void age(String by, String delivery) {
        change("UPDATE delivery SET created = created - CAST(:x AS interval) WHERE id = :id", by, delivery);
    }

    private void change(String sql, String parameter, String delivery) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(sql)
                        .setParameter("x", parameter)
                        .setParameter("id", UUID.fromString(delivery))
                        .executeUpdate());
    }

    private long count(String sql, String parameter) {
        return QuarkusTransaction.requiringNew().call(() -> (Long) entities.createNativeQuery(sql, Long.class)
                .setParameter("x", parameter)
                .getSingleResult());
    }
}
