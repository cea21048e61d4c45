package org.annals.notification.subscription;

import static io.restassured.RestAssured.get;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
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

        subscriptions.disable(UUID.fromString(subscriber.id()), "Answered 410");

        topic.put(timeline, 1, "report.issued");
        await().until(() -> receiver.received("/active").size() == 1);
        assertEquals(List.of(), receiver.received("/disabled"));
        get("/v1/subscriptions/" + subscriber.id())
                .then()
                .body("status", equalTo("disabled"))
                .body("disabledReason", equalTo("Answered 410"));
    }
}
