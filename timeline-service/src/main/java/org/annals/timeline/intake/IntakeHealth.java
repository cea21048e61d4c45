// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive as long as the consumer's thread is: an outage of the broker or the database pauses it, but never ends it. */
@Liveness
class IntakeHealth implements HealthCheck {

    private final EventConsumer consumer;

    IntakeHealth(EventConsumer consumer) {
        this.consumer = consumer;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("Consumer of annals.events")
                .status(consumer.isRunning())
                .build();
    }
}
