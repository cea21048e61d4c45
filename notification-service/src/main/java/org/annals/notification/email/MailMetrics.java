// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.annals.notification.delivery.Outcome;

/** What operators look at. */
@Startup
@ApplicationScoped
class MailMetrics {

    private static final Duration DUE_INTERVAL = Duration.ofSeconds(5);

    private final MailStore mails;
    private final MeterRegistry registry;
    private final Clock clock;
    private volatile MailStore.Due due = new MailStore.Due(0, Duration.ZERO);
    private Instant measured = Instant.EPOCH;

    MailMetrics(MailStore mails, MeterRegistry registry, Clock clock) {
        this.mails = mails;
        this.registry = registry;
        this.clock = clock;
    }

    /** Where mail is sent; elsewhere there is nothing to measure. */
    void register() {
        registry.gauge("annals.mail.due", this, metrics -> metrics.due.count());
        registry.gauge(
                "annals.mail.due.age", this, metrics -> metrics.due.oldest().toMillis() / 1000.0);
    }

    void measureDueNowAndThen() {
        Instant now = clock.instant();
        if (now.isBefore(measured.plus(DUE_INTERVAL))) {
            return;
        }
        due = mails.due(now);
        measured = now;
    }

    void attempted(MailRow.Kind kind, Outcome outcome) {
        registry.timer("annals.mail.attempts", "kind", kind.name().toLowerCase(Locale.ROOT), "outcome", outcome.label())
                .record(outcome.took());
    }
}
