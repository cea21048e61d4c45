// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response.Status;
import java.time.Clock;
import java.util.UUID;
import org.annals.notification.problem.Problem;
import org.annals.notification.problem.ProblemException;

/** Makes exhausted deliveries due once more when somebody asks for it. For the caller's transaction. */
@ApplicationScoped
class Retries {

    /** Bounds what a call locks. */
    static final int MAX_RETRIED = 10_000;

    static final String DESCRIPTION =
            "One more attempt at once for each that was created in the range (from included, to"
                    + " not), the oldest first, at most " + MAX_RETRIED
                    + " a call: ask again until count is 0. What goes to a"
                    + " subscription that is not active waits until it is.";

    private final DeliveryStore deliveries;
    private final LaneStore lanes;
    private final Clock clock;

    Retries(DeliveryStore deliveries, LaneStore lanes, Clock clock) {
        this.deliveries = deliveries;
        this.lanes = lanes;
        this.clock = clock;
    }

    /**
     * How many deliveries are due again.
     *
     * @param count 0 when none was exhausted
     */
    record Retried(int count) {}

    Retried all(Scope scope) {
        return new Retried(deliveries.revive(scope, MAX_RETRIED, clock.instant()));
    }

    /** Of a delivery that there is. */
    Retried one(UUID delivery) {
        if (!deliveries.revive(delivery, clock.instant())) {
            throw notExhausted(delivery);
        }
        return new Retried(1);
    }

    /** Of a delivery that there is: what waits for it goes on without it. */
    void skip(UUID delivery) {
        if (!lanes.skip(delivery)) {
            throw notExhausted(delivery);
        }
    }

    private static ProblemException notExhausted(UUID delivery) {
        return new ProblemException(new Problem(
                Status.CONFLICT,
                "delivery-not-exhausted",
                "Delivery " + delivery + " has ended or waits; this is only for an exhausted one."));
    }
}
