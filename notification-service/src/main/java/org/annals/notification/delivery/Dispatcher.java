package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.annals.notification.subscription.Protocol;
import org.annals.notification.subscription.Subscription;

/**
 * Starts attempts, within bounds. Those that are about to be answered share one bound, which new ones wait for;
 * whoever does not answer quickly is moved out of it, so that nobody waits for them.
 */
@ApplicationScoped
public class Dispatcher {

    private final WebhookSender sender;
    private final DeliveryWriter writer;
    private final DeliveryMetrics metrics;
    private final Clock clock;
    private final long quickNanos;
    private final int maxQuick;
    private final Lane slow;
    /** Apart, so that an endpoint that catches up with what it missed still gets what is new at once. */
    private final Lane retries;

    private final AtomicInteger quick = new AtomicInteger();
    /** In order of their start; touched by the thread that makes first attempts alone. */
    private final Queue<Attempt> started = new ArrayDeque<>();

    Dispatcher(
            WebhookSender sender, DeliveryWriter writer, DeliveryMetrics metrics, Clock clock, DeliveryConfig config) {
        this.sender = sender;
        this.writer = writer;
        this.metrics = metrics;
        this.clock = clock;
        this.quickNanos = config.quick().toNanos();
        this.maxQuick = config.maxQuick();
        this.slow = new Lane(config.maxSlow(), config.maxSlowPerEndpoint());
        this.retries = new Lane(config.maxRetries(), config.maxRetriesPerEndpoint());
    }

    /** Whether one more first attempt may start now. For the thread that makes them. */
    public boolean hasRoom() {
        return quick.get() < maxQuick;
    }

    /** Moves those out of the way that are not quick. For the thread that makes first attempts. */
    public void sweep() {
        while (true) {
            Attempt oldest = started.peek();
            if (oldest == null) {
                return;
            }
            if (!oldest.isSettled()) {
                if (oldest.ageNanos() < quickNanos) {
                    return;
                }
                slowDown(oldest);
            }
            started.remove();
        }
    }

    /**
     * Makes the first attempt, or leaves it to the retries when the endpoint hangs, and to the next mail when it is for one.
     * For one thread.
     */
    public Attempt first(Message message, Subscription subscription) {
        if (subscription.protocol() == Protocol.EMAIL) {
            return Attempt.deferred(message, subscription, clock.instant());
        }
        if (!slow.admits(subscription.id())) {
            return Attempt.deferred(message, subscription, clock.instant());
        }
        Attempt attempt = Attempt.first(message, subscription, clock.instant());
        quick.incrementAndGet();
        started.add(attempt);
        send(attempt);
        return attempt;
    }

    void retry(Attempt attempt) {
        retries.enter(attempt.subscription().id());
        send(attempt);
    }

    int roomForRetries() {
        return retries.room();
    }

    Map<UUID, Integer> retriesPerEndpoint() {
        return retries.perEndpoint();
    }

    boolean isIdle() {
        return slow.isEmpty() && retries.isEmpty();
    }

    private void slowDown(Attempt attempt) {
        UUID endpoint = attempt.subscription().id();
        slow.enter(endpoint);
        if (attempt.slowDown()) {
            quick.decrementAndGet();
        } else {
            slow.leave(endpoint);
        }
    }

    private void send(Attempt attempt) {
        sender.send(
                        attempt.subscription(),
                        attempt.deliveryId(),
                        attempt.message().body())
                .onSuccess(outcome -> ended(attempt, outcome));
    }

    private void ended(Attempt attempt, Outcome outcome) {
        UUID endpoint = attempt.subscription().id();
        boolean wasSlow = attempt.end(outcome);
        if (attempt.isRetry()) {
            retries.leave(endpoint);
        } else if (wasSlow) {
            slow.leave(endpoint);
        } else {
            quick.decrementAndGet();
        }
        metrics.attempted(attempt, outcome);
        if (attempt.isClaimed()) {
            writer.ended(attempt);
        }
    }
}
