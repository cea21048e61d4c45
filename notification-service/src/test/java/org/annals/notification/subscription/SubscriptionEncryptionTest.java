// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.standardwebhooks.Webhook;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.UUID;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@QuarkusTest
class SubscriptionEncryptionTest {

    @Inject
    EntityManager entities;

    @Inject
    SubscriptionStore store;

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void the_database_has_no_secret_in_plain_text() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        assertTrue(stored(subscriber).startsWith("aes256gcm:test:"), stored(subscriber));
    }

    @Test
    void what_was_stored_in_plain_text_is_encrypted_at_the_start_and_signs_as_before() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        store(subscriber, subscriber.secret());

        boolean more = store.seal(1000);

        assertFalse(more);
        assertTrue(stored(subscriber).startsWith("aes256gcm:test:"), stored(subscriber));
        topic.put(timeline, 1, "report.issued");
        await().until(() -> receiver.received("/hook").size() == 1);
        Receiver.Webhook webhook = receiver.received("/hook").get(0);
        assertDoesNotThrow(() -> new Webhook(subscriber.secret()).verify(webhook.body(), webhook.headers()));
    }

    private String stored(Subscriber subscriber) {
        return QuarkusTransaction.requiringNew()
                .call(() -> (String)
                        entities.createNativeQuery("SELECT secret FROM subscription WHERE id = :id", String.class)
                                .setParameter("id", UUID.fromString(subscriber.id()))
                                .getSingleResult());
    }

    /** As the version before wrote it. */
    private void store(Subscriber subscriber, String secret) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery("""
                                WITH next AS (UPDATE subscription_version SET version = version + 1 RETURNING version)
                                UPDATE subscription SET secret = :secret, version = next.version FROM next WHERE id = :id
                                """)
                        .setParameter("secret", secret)
                        .setParameter("id", UUID.fromString(subscriber.id()))
                        .executeUpdate());
    }
}
