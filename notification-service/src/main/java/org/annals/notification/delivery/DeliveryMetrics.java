// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What operators and autoscalers look at. */
@Startup
@ApplicationScoped
class DeliveryMetrics {

    private final MeterRegistry registry;
    private final Clock clock;
    private final Timer lag;

    /** By their outcome: looking one up in the registry costs more than recording. */
    private final Map<String, Timer> attempts = new ConcurrentHashMap<>();

    private volatile DueStore.Due due = new DueStore.Due(0, Duration.ZERO);

    DeliveryMetrics(MeterRegistry registry, Circuits circuits, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.lag = Timer.builder("annals.delivery.lag")
                .description("From the recording of a change until a subscriber had it")
                .publishPercentileHistogram()
                .register(registry);
        registry.gauge(
                "annals.delivery.circuits.open", circuits, known -> known.open().size());
        registry.gauge("annals.delivery.due", this, metrics -> metrics.due.count());
        registry.gauge(
                "annals.delivery.due.age", this, metrics -> metrics.due.oldest().toMillis() / 1000.0);
    }

    void attempted(Attempt attempt, Outcome outcome) {
        attempts.computeIfAbsent(outcome.label(), label -> registry.timer("annals.delivery.attempts", "outcome", label))
                .record(outcome.took());
        if (outcome instanceof Outcome.Delivered) {
            Duration since = Duration.between(attempt.message().recorded(), clock.instant());
            // The clock that it was recorded by may be ahead of ours.
            lag.record(since.isNegative() ? Duration.ZERO : since);
        }
    }

    void due(DueStore.Due due) {
        this.due = due;
    }
}
