// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.Subscriptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TargetTest {

    private static final String MOVE = """
            WITH next AS (UPDATE subscription_version SET version = version + 1 RETURNING version)
            UPDATE subscription SET asked = asked || jsonb_build_object('sink', :sink), version = next.version FROM next WHERE id = :id
            """;

    @Inject
    EntityManager entities;

    @Inject
    Subscriptions subscriptions;

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void a_webhook_that_goes_to_a_checked_address_still_names_its_host() {
        String named = receiver.url("/hook").replace("127.0.0.1", "localhost");
        Subscriber.to(timeline, named);

        topic.put(timeline, 1, "report.issued");

        await().until(() -> receiver.received("/hook").size() == 1);
        assertEquals(
                URI.create(named).getAuthority(),
                receiver.received("/hook").get(0).header("host"));
    }

    @Test
    void an_address_that_is_refused_only_now_is_recorded_as_blocked_and_tried_again() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        move(subscriber, receiver.url("/hook").replace("127.0.0.1", "127.0.0.2"));

        topic.put(timeline, 1, "report.issued");

        await().until(() -> List.of("exhausted").equals(subscriber.deliveries().getList("items.status")));
        JsonPath listed = subscriber.deliveries();
        assertEquals(
                List.of("blocked-target", "blocked-target", "blocked-target"),
                listed.getList("items[0].attempts.outcome"));
        assertEquals(
                "must not lead to a private or reserved address", listed.getString("items[0].attempts[0].response"));
    }

    /** As a name does whose owner points it elsewhere, once the subscription is made. */
    private void move(Subscriber subscriber, String sink) {
        UUID id = UUID.fromString(subscriber.id());
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(MOVE)
                        .setParameter("sink", sink)
                        .setParameter("id", id)
                        .executeUpdate());
        await().until(() -> {
            Subscription known = subscriptions.find(id);
            return known != null && known.sink().toString().equals(sink);
        });
    }
}
