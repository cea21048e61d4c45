// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.SubscriptionReplaced;

/**
 * Has what waits follow its subscription, when that is changed to be ordered or not: nothing then waits any more for one
 * that is exhausted, or all waits for its turn.
 */
@ApplicationScoped
class DeliveryOrder {

    private final LaneStore lanes;
    private final DueSignal signal;

    DeliveryOrder(LaneStore lanes, DueSignal signal) {
        this.lanes = lanes;
        this.signal = signal;
    }

    void replaced(@Observes SubscriptionReplaced event) {
        Subscription subscription = event.subscription();
        if (subscription.isOrdered()) {
            lanes.order(subscription.id());
        } else {
            lanes.release(subscription.id());
        }
        signal.raise();
    }
}
