// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How often each caller may come: so many at once, and so many a second after that. */
final class RateLimit {

    /** Of callers that are kept in mind; whoever is forgotten begins anew. */
    private static final int MAX_CALLERS = 10_000;

    private static final double NANOS_PER_SECOND = 1e9;

    private static final class Bucket {
        private double tokens;
        private long filledNanos;

        private Bucket(double tokens, long filledNanos) {
            this.tokens = tokens;
            this.filledNanos = filledNanos;
        }
    }

    private final double perSecond;
    private final double burst;
    private final Map<String, Bucket> buckets = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > MAX_CALLERS;
        }
    };

    RateLimit(int perSecond, int burst) {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException(
                    "annals.access.rate-limit and burst must be 1 or more, not " + perSecond + " and " + burst);
        }
        this.perSecond = perSecond;
        this.burst = burst;
    }

    /** Takes one request of a caller; answers for how long to wait where there are too many, else zero. */
    synchronized Duration take(String caller, long nowNanos) {
        Bucket bucket = buckets.computeIfAbsent(caller, absent -> new Bucket(burst, nowNanos));
        double earned = (nowNanos - bucket.filledNanos) / NANOS_PER_SECOND * perSecond;
        bucket.tokens = Math.min(burst, bucket.tokens + earned);
        bucket.filledNanos = nowNanos;
        if (bucket.tokens >= 1) {
            bucket.tokens--;
            return Duration.ZERO;
        }
        return Duration.ofNanos((long) ((1 - bucket.tokens) / perSecond * NANOS_PER_SECOND));
    }
}
