// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Inbox;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@QuarkusTest
class GivingUpTest {

    @Inject
    EntityManager entities;

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final Inbox contact = Inbox.create();
    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void an_endpoint_that_is_gone_is_alerted_no_more() {
        receiver.answer("/gone", 410, "");
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/gone"));
        Subscriber.to(timeline, receiver.url("/witness"));

        topic.put(timeline, 1, "report.issued");

        awaitDisabled(subscriber);
        get("/v1/subscriptions/" + subscriber.id())
                .then()
                .body("disabledReason", startsWith("The endpoint answered 410 Gone at "));
        topic.put(timeline, 2, "report.issued");
        await().until(() -> receiver.received("/witness").size() == 2);
        assertEquals(1, receiver.received("/gone").size());
    }

    @Test
    void what_waits_for_an_endpoint_that_is_gone_is_not_attempted() {
        receiver.answer("/hook", 500, "");
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        topic.put(timeline, 1, "report.issued");
        await().until(() -> receiver.received("/hook").size() == 1);
        receiver.answer("/hook", 410, "");
        topic.put(timeline, 2, "report.issued");
        awaitDisabled(subscriber);
        int attempts = receiver.received("/hook").size();

        dueLongAgo(subscriber);

        Subscriber witness = Subscriber.to(timeline, receiver.url("/witness"));
        receiver.answer("/witness", 500, "");
        topic.put(timeline, 3, "report.issued");
        await().until(() -> List.of("exhausted").equals(witness.deliveries().getList("items.status")));
        assertEquals(attempts, receiver.received("/hook").size());
    }

    @Test
    void an_endpoint_that_fails_for_five_days_is_given_up_and_its_owner_told() {
        receiver.answer("/hook", 500, "");
        Subscriber subscriber = failing("5 days");

        topic.put(timeline, 2, "report.issued");

        awaitDisabled(subscriber);
        get("/v1/subscriptions/" + subscriber.id())
                .then()
                .body("disabledReason", startsWith("The endpoint has failed since "));
        String told = contact.await(1).text();
        assertTrue(told.contains("Reason: The endpoint has failed since "), told);
    }

    @Test
    void an_endpoint_that_fails_for_less_is_tried_again() {
        receiver.answer("/hook", 500, "");
        Subscriber subscriber = failing("4 days 23 hours");

        topic.put(timeline, 2, "report.issued");

        await().until(() ->
                List.of("exhausted", "exhausted").equals(subscriber.deliveries().getList("items.status")));
        assertEquals("active", status(subscriber));
    }

    @Test
    void one_success_makes_up_for_all_failures_before() {
        receiver.answer("/hook", 500, "");
        Subscriber subscriber = failing("5 days");
        receiver.answer("/hook", 200, "");
        topic.put(timeline, 2, "report.issued");
        await().until(() -> "delivered".equals(subscriber.deliveries().getString("items[0].status")));
        receiver.answer("/hook", 500, "");

        topic.put(timeline, 3, "report.issued");

        await().until(() -> "exhausted".equals(subscriber.deliveries().getString("items[0].status")));
        assertEquals("active", status(subscriber));
    }

    /** One change was never delivered, and that long ago. */
    private Subscriber failing(String since) {
        Subscriber subscriber = Subscriber.to(
                Map.of("timelines", List.of(timeline), "contact", contact.address()), receiver.url("/hook"));
        topic.put(timeline, 1, "report.issued");
        await().until(() -> List.of("exhausted").equals(subscriber.deliveries().getList("items.status")));
        execute(
                "UPDATE failing_endpoint SET since = now() - interval '" + since + "' WHERE subscription_id = :id",
                subscriber);
        return subscriber;
    }

    private void dueLongAgo(Subscriber subscriber) {
        execute(
                "UPDATE delivery SET next_attempt = now() - interval '1 day' WHERE subscription_id = :id"
                        + " AND status = 'WAITING'",
                subscriber);
    }

    private void execute(String sql, Subscriber subscriber) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(sql)
                        .setParameter("id", UUID.fromString(subscriber.id()))
                        .executeUpdate());
    }

    private static void awaitDisabled(Subscriber subscriber) {
        await().until(() -> "disabled".equals(status(subscriber)));
    }

    private static String status(Subscriber subscriber) {
        return get("/v1/subscriptions/" + subscriber.id()).path("status");
    }
}
