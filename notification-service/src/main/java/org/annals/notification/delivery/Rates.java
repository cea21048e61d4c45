// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.annals.notification.outbound.Targets;
import org.annals.notification.subscription.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * How many webhooks a second are sent, by each replica: to a subscription as many as it asks for, and to a host and port
 * as many as the operator allows, whatever subscriptions ask for, so that many of them do not make a flood.
 */
@ApplicationScoped
class Rates {

    /** What the subscriptions to one host and port share. */
    private record Endpoint(TokenBucket bucket, Set<UUID> subscriptions) {}

    /** A refused webhook comes to be in the database within this time. */
    private static final long STORED_NANOS = Duration.ofSeconds(1).toNanos();

    private final Map<UUID, TokenBucket> bySubscription = new ConcurrentHashMap<>();
    private final Map<String, Endpoint> byEndpoint = new ConcurrentHashMap<>();

    /** When a subscription was first refused one of those that wait in the database now. */
    private final Map<UUID, Long> refused = new ConcurrentHashMap<>();

    private final int perEndpoint;

    Rates(DeliveryConfig config) {
        if (config.rateLimit() < 1) {
            throw new IllegalArgumentException("annals.delivery.rate-limit must be 1 or more");
        }
        this.perEndpoint = config.rateLimit();
    }

    /** Counts one more where it may go now. None goes before those that have been refused. */
    boolean admits(Subscription subscription) {
        if (refused.containsKey(subscription.id())) {
            return false;
        }
        long now = System.nanoTime();
        TokenBucket own = own(subscription);
        boolean isWithinOwn = own == null || own.available(now) > 0;
        if (isWithinOwn && endpoint(subscription).available(now) > 0) {
            owe(subscription);
            return true;
        }
        refused.put(subscription.id(), now);
        return false;
    }

    /** Returns subscriptions that were refused long enough ago for the refused ones to be stored, and have not caught up. */
    Set<UUID> refused() {
        long before = System.nanoTime() - STORED_NANOS;
        return refused.entrySet().stream()
                .filter(subscription -> subscription.getValue() - before <= 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /** All of a subscription that were refused have gone. */
    void caughtUp(UUID subscription) {
        refused.remove(subscription);
    }

    /** One goes in any case. */
    void owe(Subscription subscription) {
        long now = System.nanoTime();
        TokenBucket own = own(subscription);
        if (own != null) {
            own.owe(now);
        }
        endpoint(subscription).owe(now);
    }

    /** How many more may go now, by subscription, to those that have used some of what they may have. */
    Map<UUID, Integer> available() {
        long now = System.nanoTime();
        // Those of subscriptions that are gone, too.
        bySubscription.values().removeIf(bucket -> bucket.isFull(now));
        byEndpoint.values().removeIf(endpoint -> endpoint.bucket().isFull(now));
        Map<UUID, Integer> available = new HashMap<>();
        bySubscription.forEach((subscription, bucket) -> available.put(subscription, bucket.available(now)));
        byEndpoint.values().forEach(endpoint -> share(endpoint, now, available));
        return available;
    }

    /** Gives each subscription the same, and what is left to some of them, which are others each time. */
    private static void share(Endpoint endpoint, long now, Map<UUID, Integer> available) {
        Set<UUID> subscriptions = new HashSet<>(endpoint.subscriptions());
        int left = endpoint.bucket().available(now);
        int each = left / subscriptions.size();
        int more = left % subscriptions.size();
        int index = (int) (now % subscriptions.size());
        for (UUID subscription : subscriptions) {
            int own = index < more ? each + 1 : each;
            available.merge(subscription, own, Math::min);
            index = (index + 1) % subscriptions.size();
        }
    }

    private @Nullable TokenBucket own(Subscription subscription) {
        Integer limit = subscription.rateLimit();
        if (limit == null) {
            bySubscription.remove(subscription.id());
            return null;
        }
        return bySubscription.compute(
                subscription.id(),
                (same, bucket) -> bucket == null || bucket.perSecond() != limit
                        ? new TokenBucket(limit, System.nanoTime())
                        : bucket);
    }

    private TokenBucket endpoint(Subscription subscription) {
        String key = subscription.sink().getHost().toLowerCase(Locale.ROOT) + ":" + Targets.port(subscription.sink());
        return byEndpoint
                .compute(key, (same, known) -> {
                    Endpoint endpoint = known == null
                            ? new Endpoint(
                                    new TokenBucket(perEndpoint, System.nanoTime()), ConcurrentHashMap.newKeySet())
                            : known;
                    endpoint.subscriptions().add(subscription.id());
                    return endpoint;
                })
                .bucket();
    }
}
