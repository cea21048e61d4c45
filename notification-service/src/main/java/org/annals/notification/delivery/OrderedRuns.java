// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.Subscriptions;

/**
 * Attempts what was claimed of ordered lanes: of each one after the other, each when the one before it has arrived. What
 * then has to wait is given back.
 */
@ApplicationScoped
class OrderedRuns {

    private record Left(List<UUID> deliveries, Instant claimedUntil) {}

    private final LaneStore store;
    private final Subscriptions subscriptions;
    private final Dispatcher dispatcher;
    private final Withholder withholder;
    private final Clock clock;
    private final DeliveryConfig config;
    private final Queue<Left> left = new ConcurrentLinkedQueue<>();
    private volatile boolean stopping;

    OrderedRuns(
            LaneStore store,
            Subscriptions subscriptions,
            Dispatcher dispatcher,
            Withholder withholder,
            Clock clock,
            DeliveryConfig config) {
        this.store = store;
        this.subscriptions = subscriptions;
        this.dispatcher = dispatcher;
        this.withholder = withholder;
        this.clock = clock;
        this.config = config;
    }

    /** Begins with what is due, and returns in how many lanes. */
    int start(Instant now, Instant until, DueStore.Room room) {
        giveBack();
        List<Deque<DueStore.Claimed>> runs =
                QuarkusTransaction.requiringNew().call(() -> store.claim(now, until, room));
        withhold(runs);
        for (Deque<DueStore.Claimed> run : runs) {
            dispatcher.hold(run.element().subscriptionId(), run.size());
            goOn(run, until);
        }
        return runs.size();
    }

    /** What follows in a lane goes on without it. */
    private void withhold(List<Deque<DueStore.Claimed>> runs) {
        List<UUID> withheld = new ArrayList<>();
        for (Deque<DueStore.Claimed> run : runs) {
            run.removeIf(delivery -> isWithheld(delivery) && withheld.add(delivery.id()));
        }
        runs.removeIf(Deque::isEmpty);
        withholder.end(withheld);
    }

    private boolean isWithheld(DueStore.Claimed delivery) {
        Subscription subscription = subscriptions.find(delivery.subscriptionId());
        return subscription != null && withholder.withholds(subscription, delivery.message());
    }

    /** No more attempts follow those that are on their way. */
    void stop() {
        stopping = true;
    }

    /** Has the database know what is not attempted by us. */
    void giveBack() {
        for (Left each = left.poll(); each != null; each = left.poll()) {
            giveBack(each);
        }
    }

    private void giveBack(Left unattempted) {
        QuarkusTransaction.requiringNew()
                .run(() -> store.giveBack(unattempted.deliveries(), unattempted.claimedUntil()));
    }

    private void goOn(Deque<DueStore.Claimed> run, Instant claimedUntil) {
        if (run.isEmpty()) {
            return;
        }
        UUID endpoint = run.element().subscriptionId();
        Subscription subscription = subscriptions.find(endpoint);
        // Not here yet, when another replica has just made it.
        if (subscription == null
                || !subscription.isActive()
                || withholder.withholds(subscription, run.element().message())
                || stopping
                || isLate(claimedUntil)) {
            leave(run, claimedUntil);
            return;
        }
        dispatcher.letGo(endpoint, 1);
        DueStore.Claimed next = run.remove();
        dispatcher.retry(next.attempt(subscription, clock.instant())).onSuccess(outcome -> {
            if (outcome instanceof Outcome.Failed) {
                leave(run, claimedUntil);
            } else {
                goOn(run, claimedUntil);
            }
        });
    }

    /** Whether an attempt could come to its timeout, and not be stored any more before others may claim it. */
    private boolean isLate(Instant claimedUntil) {
        return clock.instant()
                .plus(config.timeout())
                .plus(config.claimMargin().dividedBy(2))
                .isAfter(claimedUntil);
    }

    private void leave(Deque<DueStore.Claimed> run, Instant claimedUntil) {
        if (!run.isEmpty()) {
            dispatcher.letGo(run.element().subscriptionId(), run.size());
            left.add(new Left(run.stream().map(DueStore.Claimed::id).toList(), claimedUntil));
        }
    }
}
