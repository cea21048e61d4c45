// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import static org.awaitility.Awaitility.await;

import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
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
        Subscription subscription =
                SubscriptionFixture.subscription(UUID.randomUUID(), List.of(), List.of("elsewhere"));

        otherReplica.create(subscription);
        await().atMost(Duration.ofSeconds(1)).until(() -> subscriptions.find(subscription.id()) != null);

        otherReplica.remove(subscription.id());
        await().atMost(Duration.ofSeconds(1)).until(() -> subscriptions.find(subscription.id()) == null);
    }
}
