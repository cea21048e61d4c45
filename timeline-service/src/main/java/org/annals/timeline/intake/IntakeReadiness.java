// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import java.util.Map;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Not ready while a partition is stopped, or has been failing for a minute; says which and why. An outage of the broker
 * does not count: all replicas would be taken away at once, which can still be read from.
 */
@Readiness
class IntakeReadiness implements HealthCheck {

    private final PartitionStates states;

    IntakeReadiness(PartitionStates states) {
        this.states = states;
    }

    @Override
    public HealthCheckResponse call() {
        Map<Integer, String> lasting = states.lasting();
        HealthCheckResponseBuilder answer =
                HealthCheckResponse.named("Partitions of annals.events").status(lasting.isEmpty());
        lasting.forEach((partition, reason) -> answer.withData("partition " + partition, reason));
        return answer.build();
    }
}
