// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Removes what finished long ago, and what is left of subscriptions that are gone, a little at a time, so that nobody waits for its locks. */
@ApplicationScoped
class Retention {

    private static final int MAX_REMOVED_AT_ONCE = 2000;

    private static final Logger LOG = Logger.getLogger(Retention.class);

    private final RetentionStore store;
    private final Clock clock;
    private final DeliveryConfig config;
    private final Thread thread = new Thread(this::run, "delivery-retention");

    Retention(RetentionStore store, Clock clock, DeliveryConfig config) {
        this.store = store;
        this.clock = clock;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        thread.setDaemon(true);
        thread.start();
    }

    void stop(@Observes ShutdownEvent event) {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                removeOrLog();
                Thread.sleep(config.retentionInterval().toMillis());
            }
        } catch (InterruptedException e) {
            LOG.debug("Retention stopped");
        }
    }

    private void removeOrLog() {
        try {
            Instant before = clock.instant().minus(config.retention());
            int removed = 0;
            int last;
            do {
                last = QuarkusTransaction.requiringNew().call(() -> store.removeOld(before, MAX_REMOVED_AT_ONCE));
                removed += last;
            } while (last == MAX_REMOVED_AT_ONCE && !Thread.currentThread().isInterrupted());
            if (removed > 0) {
                LOG.infof("Deliveries removed after their retention [count=%d]", removed);
            }
            boolean more = true;
            while (more && !Thread.currentThread().isInterrupted()) {
                more = QuarkusTransaction.requiringNew().call(() -> store.removeOfGone(MAX_REMOVED_AT_ONCE));
            }
        } catch (RuntimeException e) {
            LOG.warnf("Deliveries not removed, trying again later [reason=%s]", e);
        }
    }
}
