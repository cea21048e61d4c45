package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.annals.notification.subscription.Subscription;
import org.jspecify.annotations.Nullable;

/** How much endpoints are given a second, by each replica. */
@ApplicationScoped
class Rates {

    /** Within which what was refused comes to be in the database. */
    private static final long STORED_NANOS = Duration.ofSeconds(1).toNanos();

    private final Map<UUID, TokenBucket> byEndpoint = new ConcurrentHashMap<>();
    /** When an endpoint was first refused one of those that wait in the database now. */
    private final Map<UUID, Long> refused = new ConcurrentHashMap<>();

    private final @Nullable Integer common;

    Rates(DeliveryConfig config) {
        this.common = config.rateLimit().isPresent() ? config.rateLimit().getAsInt() : null;
    }

    /** Whether one more may go now, which then counts. None goes before those that have been refused. */
    boolean admits(Subscription subscription) {
        TokenBucket bucket = bucket(subscription);
        if (bucket == null) {
            refused.remove(subscription.id());
            return true;
        }
        if (refused.containsKey(subscription.id())) {
            return false;
        }
        long now = System.nanoTime();
        if (bucket.take(now)) {
            return true;
        }
        refused.put(subscription.id(), now);
        return false;
    }

    /** Endpoints of which some were refused, long enough ago that they are stored, and none were seen to have gone since. */
    Set<UUID> refused() {
        long before = System.nanoTime() - STORED_NANOS;
        return refused.entrySet().stream()
                .filter(endpoint -> endpoint.getValue() - before <= 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** All that were refused have gone. */
    void caughtUp(UUID endpoint) {
        refused.remove(endpoint);
    }

    /** One goes in any case. */
    void owe(Subscription subscription) {
        TokenBucket bucket = bucket(subscription);
        if (bucket != null) {
            bucket.owe(System.nanoTime());
        }
    }

    /** How many more may go now to those that have used some of what they may have. */
    Map<UUID, Integer> available() {
        long now = System.nanoTime();
        // Those of subscriptions that are gone, too.
        byEndpoint.values().removeIf(bucket -> bucket.available(now) == bucket.perSecond());
        Map<UUID, Integer> available = new HashMap<>();
        byEndpoint.forEach((endpoint, bucket) -> available.put(endpoint, bucket.available(now)));
        return available;
    }

    private @Nullable TokenBucket bucket(Subscription subscription) {
        Integer own = subscription.rateLimit();
        Integer limit = own == null ? common : own;
        if (limit == null) {
            byEndpoint.remove(subscription.id());
            return null;
        }
        return byEndpoint.compute(
                subscription.id(),
                (same, bucket) -> bucket == null || bucket.perSecond() != limit
                        ? new TokenBucket(limit, System.nanoTime())
                        : bucket);
    }
}
