package org.annals.notification.subscription;

import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.annals.notification.credentials.Credentials;
import org.annals.notification.credentials.Secret;
import org.junit.jupiter.api.Test;

/** What another replica does reaches this one by the database alone. */
@QuarkusTest
class SubscriptionStoreTest {

    @Inject
    SubscriptionStore otherReplica;

    @Inject
    Subscriptions subscriptions;

    @Test
    void what_another_replica_does_is_known_within_a_second() {
        Subscription subscription = new Subscription(
                UUID.randomUUID(),
                URI.create("https://example.org/hook"),
                Protocol.HTTP,
                List.of(),
                List.of("elsewhere"),
                Subscription.Status.ACTIVE,
                null,
                Instant.now(),
                new Credentials(Secret.generate(new SecureRandom())));

        otherReplica.create(subscription);
        await().atMost(Duration.ofSeconds(1)).until(() -> subscriptions.find(subscription.id()) != null);

        otherReplica.remove(subscription.id());
        await().atMost(Duration.ofSeconds(1)).until(() -> subscriptions.find(subscription.id()) == null);
    }
}
