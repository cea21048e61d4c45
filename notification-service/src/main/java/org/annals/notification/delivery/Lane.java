// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts the attempts of one sort that are on their way, per endpoint and in all, so that an endpoint that hangs fills
 * its own share and no more.
 */
final class Lane {

    private final int max;
    private final int maxPerEndpoint;
    private final AtomicInteger total = new AtomicInteger();
    private final Map<UUID, Integer> byEndpoint = new ConcurrentHashMap<>();

    Lane(int max, int maxPerEndpoint) {
        this.max = max;
        this.maxPerEndpoint = maxPerEndpoint;
    }

    /** Whether the endpoint may have one more; when all is full, only one that has none. */
    boolean admits(UUID endpoint) {
        int own = byEndpoint.getOrDefault(endpoint, 0);
        return own == 0 || (own < maxPerEndpoint && total.get() < max);
    }

    void enter(UUID endpoint) {
        total.incrementAndGet();
        byEndpoint.merge(endpoint, 1, Integer::sum);
    }

    void leave(UUID endpoint) {
        total.decrementAndGet();
        byEndpoint.computeIfPresent(endpoint, (same, count) -> count == 1 ? null : count - 1);
    }

    boolean has(UUID endpoint) {
        return byEndpoint.containsKey(endpoint);
    }

    /** How many more may enter. */
    int room() {
        return Math.max(0, max - total.get());
    }

    boolean isEmpty() {
        return total.get() == 0;
    }

    /** How many each endpoint has now. */
    Map<UUID, Integer> perEndpoint() {
        return Map.copyOf(byEndpoint);
    }
}
