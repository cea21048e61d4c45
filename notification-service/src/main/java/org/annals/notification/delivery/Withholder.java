// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.timeline.Visibility;

/**
 * Keeps back what was matched and had to wait, when its subscription may not be told of it any more: its timeline has
 * become private, or its owner may read less than before.
 */
@ApplicationScoped
class Withholder {

    private final Visibility visibility;
    private final DeliveryStore deliveries;

    Withholder(Visibility visibility, DeliveryStore deliveries) {
        this.visibility = visibility;
        this.deliveries = deliveries;
    }

    /** Whether it is known yet who may be told of what. */
    boolean isReady() {
        return visibility.isKnown();
    }

    boolean withholds(Subscription subscription, Message message) {
        return !visibility.isFor(
                subscription.grant().viewer(), message.timeline(), message.sequence(), message::storedAsPrivate);
    }

    /** Ends deliveries that wait. */
    void end(Collection<UUID> ids) {
        if (!ids.isEmpty()) {
            QuarkusTransaction.requiringNew().run(() -> deliveries.withhold(List.copyOf(ids)));
        }
    }
}
