package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.annals.notification.subscription.Subscription;
import org.jspecify.annotations.Nullable;

/** How much endpoints are given a second, by each replica. */
@ApplicationScoped
class Rates {

    private final Map<UUID, TokenBucket> byEndpoint = new ConcurrentHashMap<>();
    private final @Nullable Integer common;

    Rates(DeliveryConfig config) {
        this.common = config.rateLimit().isPresent() ? config.rateLimit().getAsInt() : null;
    }

    /** Null when one more may go now, which then counts; otherwise, how long it takes. */
    @Nullable
    Duration refusedFor(Subscription subscription) {
        TokenBucket bucket = bucket(subscription);
        long now = System.nanoTime();
        return bucket == null || bucket.take(now) ? null : Duration.ofNanos(bucket.nanosUntilNext(now));
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
