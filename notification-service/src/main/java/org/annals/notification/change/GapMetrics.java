// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/** Tells operators of timelines that wait for a change which does not come. */
@Startup
@ApplicationScoped
class GapMetrics {

    /** Longer than a change takes that is only published late. */
    private static final Duration LASTING = Duration.ofMinutes(1);

    private static final Logger LOG = Logger.getLogger(GapMetrics.class);

    private final TimelineGapStore store;
    private final Clock clock;
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong ageMillis = new AtomicLong();
    private Instant said = Instant.EPOCH;

    GapMetrics(TimelineGapStore store, Clock clock, MeterRegistry registry) {
        this.store = store;
        this.clock = clock;
        registry.gauge("annals.changes.gaps", count);
        TimeGauge.builder("annals.changes.gap.age", ageMillis, TimeUnit.MILLISECONDS, AtomicLong::doubleValue)
                .register(registry);
    }

    /** Returns whether any wait. */
    boolean measure() {
        Instant now = clock.instant();
        Optional<TimelineGapStore.Oldest> oldest = store.oldest();
        Duration age = oldest.map(gap -> Duration.between(gap.since(), now)).orElse(Duration.ZERO);
        count.set(oldest.map(TimelineGapStore.Oldest::count).orElse(0L));
        ageMillis.set(Math.max(0, age.toMillis()));
        if (oldest.isPresent() && age.compareTo(LASTING) >= 0 && !now.isBefore(said.plus(LASTING))) {
            said = now;
            LOG.errorf(
                    "A change is missing in annals.changes, and later ones of its timeline wait for it"
                            + " [timeline=%s, sequence=%d, since=%s, timelines=%d]",
                    oldest.get().timeline(),
                    oldest.get().sequence(),
                    oldest.get().since(),
                    oldest.get().count());
        }
        return oldest.isPresent();
    }
}
