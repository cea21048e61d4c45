// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The circuits of endpoints that have failed lately, as this replica knows them. */
@ApplicationScoped
class Circuits {

    private final Map<UUID, Circuit> byEndpoint = new ConcurrentHashMap<>();
    private final Circuit.Rule rule;
    private final Clock clock;

    Circuits(DeliveryConfig config, Clock clock) {
        this.rule =
                new Circuit.Rule(config.circuitFailures(), config.circuitFirstPause(), config.circuitLongestPause());
        this.clock = clock;
    }

    /** Null when an attempt may be made now; otherwise, when it makes sense to ask again. */
    @Nullable
    Instant refusedUntil(UUID endpoint) {
        Circuit circuit = byEndpoint.get(endpoint);
        if (circuit == null) {
            return null;
        }
        Instant now = clock.instant();
        return circuit.admits(now) ? null : circuit.reopens(now);
    }

    /** An attempt that was not refused is not made after all. */
    void withdrawn(UUID endpoint) {
        Circuit circuit = byEndpoint.get(endpoint);
        if (circuit != null) {
            circuit.withdrawn();
        }
    }

    void ended(UUID endpoint, Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed && failed.isTrouble()) {
            byEndpoint
                    .computeIfAbsent(endpoint, absent -> new Circuit(rule))
                    .failed(clock.instant(), failed.retryAfter());
            return;
        }
        // It has answered, whatever it thinks of the message.
        Circuit circuit = byEndpoint.remove(endpoint);
        if (circuit != null) {
            circuit.succeeded();
        }
    }

    /** Of the open ones: whether they would admit an attempt now. */
    Map<UUID, Boolean> open() {
        Instant now = clock.instant();
        // Those of subscriptions that are gone, too, which nothing would succeed for.
        byEndpoint.values().removeIf(circuit -> circuit.isStale(now));
        Map<UUID, Boolean> open = new HashMap<>();
        byEndpoint.forEach((endpoint, circuit) -> {
            if (circuit.isOpen()) {
                open.put(endpoint, circuit.wouldAdmit(now));
            }
        });
        return open;
    }
}
