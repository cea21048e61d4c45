// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.post;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DisabledSubscriptionTest {

    @Inject
    Subscriptions subscriptions;

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void a_disabled_subscription_is_not_alerted_and_says_why() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/disabled"));
        Subscriber.to(timeline, receiver.url("/active"));

        Instant before = Instant.now();
        subscriptions.disable(UUID.fromString(subscriber.id()), "Answered 410");

        topic.put(timeline, 1, "report.issued");
        await().until(() -> receiver.received("/active").size() == 1);
        assertEquals(List.of(), receiver.received("/disabled"));
        get("/v1/subscriptions/" + subscriber.id())
                .then()
                .body("status", equalTo("disabled"))
                .body("disabledReason", equalTo("Answered 410"));
        Instant since = Instant.parse(subscriber.get().getString("disabledSince"));
        assertFalse(since.isBefore(before.truncatedTo(ChronoUnit.MICROS)), "the time is that of now");
    }

    @Test
    void what_came_while_it_was_disabled_is_sent_when_it_is_resumed() {
        receiver.answer("/hook", 410, "");
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        topic.put(timeline, 1, "report.issued");
        await().until(() -> subscriber.status().equals("disabled"));
        Subscriber.to(timeline, receiver.url("/active"));
        topic.put(timeline, 2, "report.issued");
        topic.put(timeline, 3, "report.issued");
        await().until(() -> receiver.received("/active").size() == 2);
        receiver.answer("/hook", 204, "");

        post("/v1/subscriptions/" + subscriber.id() + "/resume?missed=deliver")
                .then()
                .statusCode(200);

        await().until(() -> List.of("delivered", "delivered", "exhausted")
                .equals(subscriber.deliveries().getList("items.status").stream()
                        .sorted()
                        .toList()));
        assertEquals(3, receiver.received("/hook").size());
    }

    @Test
    void what_came_while_it_was_disabled_is_skipped_when_asked() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        Subscriber.to(timeline, receiver.url("/active"));
        subscriptions.disable(UUID.fromString(subscriber.id()), "Answered 410");
        topic.put(timeline, 1, "report.issued");
        await().until(() -> receiver.received("/active").size() == 1);

        post("/v1/subscriptions/" + subscriber.id() + "/resume?missed=skip")
                .then()
                .statusCode(200);

        topic.put(timeline, 2, "report.issued");
        await().until(() -> !receiver.received("/hook").isEmpty());
        assertEquals(List.of(2), subscriber.deliveries().getList("items.sequence"));
    }

    @Test
    void one_that_is_resumed_says_nothing_of_it_any_more() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        subscriptions.disable(UUID.fromString(subscriber.id()), "Answered 410");

        post("/v1/subscriptions/" + subscriber.id() + "/resume")
                .then()
                .statusCode(200)
                .body("disabledReason", nullValue())
                .body("disabledSince", nullValue());
    }
}
