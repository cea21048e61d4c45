// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.Subscriptions;
import org.jboss.logging.Logger;

/** Takes deliveries that are due from the database and attempts them. Replicas share them without meeting. */
@ApplicationScoped
class RetryWorker {

    /** After the consumer, before the writer. */
    private static final int STOPS_SECOND = 2000;

    /** Bounds what a claim holds in memory. */
    private static final int MAX_CLAIM = 256;

    /** While there is something to do, only as long as it takes endpoints to answer. */
    private static final Duration BUSY_PAUSE = Duration.ofMillis(20);

    private static final Duration DUE_INTERVAL = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(RetryWorker.class);

    private final DueStore store;
    private final Subscriptions subscriptions;
    private final Dispatcher dispatcher;
    private final OrderedRuns runs;
    private final Withholder withholder;
    private final DueSignal signal;
    private final DeliveryMetrics metrics;
    private final Clock clock;
    private final DeliveryConfig config;
    private final Thread thread = new Thread(this::run, "retry-worker");
    private Instant dueMeasured = Instant.EPOCH;

    RetryWorker(
            DueStore store,
            Subscriptions subscriptions,
            Dispatcher dispatcher,
            OrderedRuns runs,
            Withholder withholder,
            DueSignal signal,
            DeliveryMetrics metrics,
            Clock clock,
            DeliveryConfig config) {
        this.store = store;
        this.subscriptions = subscriptions;
        this.dispatcher = dispatcher;
        this.runs = runs;
        this.withholder = withholder;
        this.signal = signal;
        this.metrics = metrics;
        this.clock = clock;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes @Priority(STOPS_SECOND) ShutdownEvent event) throws InterruptedException {
        runs.stop();
        thread.interrupt();
        thread.join(config.stopTimeout().toMillis());
        Instant end = clock.instant().plus(config.stopTimeout());
        while (!dispatcher.isIdle() && clock.instant().isBefore(end)) {
            Thread.sleep(BUSY_PAUSE.toMillis());
        }
        try {
            runs.giveBack();
        } catch (RuntimeException e) {
            LOG.warnf("Claims not given back, they pass by themselves [reason=%s]", e);
        }
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                signal.await(work());
            }
        } catch (InterruptedException e) {
            LOG.debug("Retries stopped");
        }
    }

    /** Returns how long to pause. */
    private Duration work() {
        try {
            measureDue();
            return attemptDue() == 0 ? config.pollInterval() : BUSY_PAUSE;
        } catch (RuntimeException e) {
            LOG.warnf("Due deliveries not read, trying again [reason=%s]", e);
            return config.pollInterval();
        }
    }

    private int attemptDue() {
        DueStore.Room room = dispatcher.room(MAX_CLAIM, config.maxRetriesPerEndpoint());
        if (room.total() == 0 || !withholder.isReady()) {
            return 0;
        }
        Instant now = clock.instant();
        // As exact as the database keeps it.
        Instant until = now.plus(config.timeout()).plus(config.claimMargin()).truncatedTo(ChronoUnit.MICROS);
        List<DueStore.Claimed> claimed = QuarkusTransaction.requiringNew().call(() -> store.claimDue(now, until, room));
        List<UUID> withheld = new ArrayList<>();
        for (DueStore.Claimed delivery : claimed) {
            // Not here yet, when another replica has just made it: its claim passes, and it is found again.
            Subscription subscription = subscriptions.find(delivery.subscriptionId());
            if (subscription == null) {
                continue;
            }
            if (withholder.withholds(subscription, delivery.message())) {
                withheld.add(delivery.id());
            } else {
                dispatcher.retry(delivery.attempt(subscription, clock.instant()));
            }
        }
        withholder.end(withheld);
        dispatcher.claimed(room, claimed);
        return claimed.size() + runs.start(now, until, room);
    }

    private void measureDue() {
        Instant now = clock.instant();
        if (now.isBefore(dueMeasured.plus(DUE_INTERVAL))) {
            return;
        }
        metrics.due(QuarkusTransaction.requiringNew().call(() -> store.due(now, dispatcher.leftAlone())));
        dueMeasured = now;
    }
}
