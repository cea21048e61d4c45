// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.vertx.core.Future;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.annals.notification.subscription.Protocol;
import org.annals.notification.subscription.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Starts attempts, within bounds. Those that are about to be answered share one bound, which new ones wait for;
 * whoever does not answer quickly is moved out of it, so that nobody waits for them. An endpoint that has its share, is
 * failing or may have no more a second gets the others later, from the database.
 */
@ApplicationScoped
public class Dispatcher {

    private final WebhookSender sender;
    private final DeliveryWriter writer;
    private final DeliveryMetrics metrics;
    private final Circuits circuits;
    private final Rates rates;
    private final DueSignal due;
    private final Clock clock;
    private final long quickNanos;
    private final Turns quick;
    private final Lane slow;
    /** Apart, so that an endpoint that catches up with what it missed still gets what is new at once. */
    private final Lane retries;

    /** Endpoints that were given as many retries as they may have at once, and may have more that are due. */
    private final Set<UUID> filled = ConcurrentHashMap.newKeySet();

    /** In order of their creation; touched by the thread that makes first attempts alone. */
    private final Queue<Attempt> unsettled = new ArrayDeque<>();

    Dispatcher(
            WebhookSender sender,
            DeliveryWriter writer,
            DeliveryMetrics metrics,
            Circuits circuits,
            Rates rates,
            DueSignal due,
            Clock clock,
            DeliveryConfig config) {
        this.sender = sender;
        this.writer = writer;
        this.metrics = metrics;
        this.circuits = circuits;
        this.rates = rates;
        this.due = due;
        this.clock = clock;
        this.quickNanos = config.quick().toNanos();
        this.quick = new Turns(config.maxQuick(), config.maxQuickPerEndpoint(), config.quick());
        this.slow = new Lane(config.maxSlow(), config.maxSlowPerEndpoint());
        this.retries = new Lane(config.maxRetries(), config.maxRetriesPerEndpoint());
    }

    /** Whether one more first attempt may start now. For the thread that makes them. */
    public boolean hasRoom() {
        return quick.hasRoom();
    }

    /** Moves those out of the way that are not quick, and starts those whose turn it is. For the thread that makes them. */
    public void sweep() {
        while (!unsettled.isEmpty()) {
            Attempt oldest = unsettled.element();
            if (!oldest.isSettled()) {
                if (oldest.ageNanos() < quickNanos) {
                    break;
                }
                moveAway(oldest);
            }
            unsettled.remove();
        }
        quick.next().forEach(this::send);
    }

    /** Makes the first attempt as soon as may be, or leaves it to the retries, its turn or the next mail. For one thread. */
    public Attempt first(Message message, Subscription subscription) {
        Instant now = clock.instant();
        boolean waits = subscription.protocol() == Protocol.EMAIL || !subscription.isImmediate();
        Instant notBefore = waits ? now : refusedUntil(subscription, now);
        if (notBefore != null) {
            return Attempt.deferred(message, subscription, now, notBefore);
        }
        Attempt attempt = Attempt.first(message, subscription, now);
        unsettled.add(attempt);
        if (quick.enter(attempt)) {
            send(attempt);
        }
        return attempt;
    }

    /** Keeps places for retries that will be made when others have ended. */
    void hold(UUID endpoint, int places) {
        for (int i = 0; i < places; i++) {
            retries.enter(endpoint);
        }
    }

    /** Gives up places that were kept. */
    void letGo(UUID endpoint, int places) {
        for (int i = 0; i < places; i++) {
            retries.leave(endpoint);
        }
    }

    Future<Outcome> retry(Attempt attempt) {
        Subscription subscription = attempt.subscription();
        rates.owe(subscription);
        // Takes the one attempt that an open circuit allows; claimed as it is, it is made in any case.
        circuits.refusedUntil(subscription.id());
        retries.enter(subscription.id());
        if (!retries.admits(subscription.id())) {
            filled.add(subscription.id());
        }
        return send(attempt);
    }

    /** What endpoints may have of retries now. */
    DueStore.Room room(int total, int perEndpoint) {
        Map<UUID, Integer> taken = new HashMap<>(retries.perEndpoint());
        rates.available()
                .forEach((endpoint, available) ->
                        taken.merge(endpoint, Math.max(0, perEndpoint - available), Math::max));
        circuits.open().forEach((endpoint, admits) -> taken.merge(endpoint, perEndpoint - (admits ? 1 : 0), Math::max));
        return new DueStore.Room(Math.min(total, retries.room()), perEndpoint, taken);
    }

    /**
     * Takes note of endpoints of which no more is due than was claimed.
     *
     * @param room that there was for them
     */
    void claimed(DueStore.Room room, List<DueStore.Claimed> claimed) {
        Set<UUID> refused = rates.refused();
        if (refused.isEmpty() || claimed.size() >= room.total()) {
            return;
        }
        Map<UUID, Integer> counts = new HashMap<>();
        claimed.forEach(delivery -> counts.merge(delivery.subscriptionId(), 1, Integer::sum));
        for (UUID endpoint : refused) {
            int free = room.perEndpoint() - room.taken().getOrDefault(endpoint, 0);
            if (counts.getOrDefault(endpoint, 0) < free) {
                rates.caughtUp(endpoint);
            }
        }
    }

    /** Endpoints that get nothing now. */
    Set<UUID> leftAlone() {
        return circuits.open().keySet();
    }

    boolean isIdle() {
        return slow.isEmpty() && retries.isEmpty();
    }

    /** Null when it may have an attempt now, which it then must get. */
    private @Nullable Instant refusedUntil(Subscription subscription, Instant now) {
        if (!slow.admits(subscription.id()) || quick.isCongested(subscription.id())) {
            return now;
        }
        // Due at once, so that the one that came first is the first to go when one may.
        return rates.admits(subscription) ? circuits.refusedUntil(subscription.id()) : now;
    }

    private void moveAway(Attempt attempt) {
        UUID endpoint = attempt.subscription().id();
        if (quick.withdraw(attempt)) {
            circuits.withdrawn(endpoint);
            return;
        }
        slow.enter(endpoint);
        if (attempt.slowDown()) {
            leaveQuick(endpoint, Duration.ofNanos(attempt.ageNanos()));
        } else {
            slow.leave(endpoint);
        }
    }

    /** Whose turn it is then starts at once: waiting for the next sweep would leave the endpoint idle. */
    private void leaveQuick(UUID endpoint, Duration took) {
        Attempt next = quick.leave(endpoint, took);
        if (next != null) {
            send(next);
        }
    }

    private Future<Outcome> send(Attempt attempt) {
        return sender.send(
                        attempt.subscription(),
                        attempt.deliveryId(),
                        attempt.message().body(),
                        attempt.message().traceparent())
                .onSuccess(outcome -> ended(attempt, outcome));
    }

    private void ended(Attempt attempt, Outcome outcome) {
        UUID endpoint = attempt.subscription().id();
        boolean wasSlow = attempt.end(outcome);
        circuits.ended(endpoint, outcome);
        if (attempt.isRetry()) {
            retries.leave(endpoint);
            if (!retries.has(endpoint) && filled.remove(endpoint)) {
                due.raise();
            }
        } else if (wasSlow) {
            slow.leave(endpoint);
        } else {
            leaveQuick(endpoint, outcome.took());
        }
        metrics.attempted(attempt, outcome);
        if (attempt.isClaimed()) {
            writer.ended(attempt);
        }
    }
}
