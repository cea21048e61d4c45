// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;

/** Alive while its thread runs: a broker, database or receiver that is away is no reason to restart us. */
@Liveness
class ConsumerLiveness implements HealthCheck {

    private final ChangeConsumer consumer;

    ConsumerLiveness(ChangeConsumer consumer) {
        this.consumer = consumer;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("change-consumer")
                .status(consumer.isRunning())
                .build();
    }
}
