package org.annals.notification.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;

/** What operators and autoscalers look at. */
@ApplicationScoped
class DeliveryMetrics {

    private final MeterRegistry registry;
    private final Clock clock;
    private final Timer lag;
    private volatile DeliveryStore.Due due = new DeliveryStore.Due(0, Duration.ZERO);

    DeliveryMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.lag = Timer.builder("annals.delivery.lag")
                .description("From the recording of a change until a subscriber had it")
                .publishPercentileHistogram()
                .register(registry);
        registry.gauge("annals.delivery.due", this, metrics -> metrics.due.count());
        registry.gauge(
                "annals.delivery.due.age", this, metrics -> metrics.due.oldest().toMillis() / 1000.0);
    }

    void attempted(Attempt attempt, Outcome outcome) {
        registry.timer("annals.delivery.attempts", "outcome", outcome.label()).record(outcome.took());
        if (outcome instanceof Outcome.Delivered) {
            lag.record(Duration.between(attempt.message().recorded(), clock.instant()));
        }
    }

    void due(DeliveryStore.Due due) {
        this.due = due;
    }
}
