// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

/** Lets so many through a second; what was not used is good for one second. Time is in nanoseconds, of any origin. */
final class TokenBucket {

    private static final double NANOS = 1e9;

    private final int perSecond;
    private double tokens;
    private long filled;

    TokenBucket(int perSecond, long now) {
        this.perSecond = perSecond;
        this.tokens = perSecond;
        this.filled = now;
    }

    int perSecond() {
        return perSecond;
    }

    /** One goes; when it goes in any case, later ones wait for it. */
    synchronized void owe(long now) {
        fill(now);
        tokens--;
    }

    /** How many would be let through now. */
    synchronized int available(long now) {
        fill(now);
        return (int) Math.max(0, tokens);
    }

    /** Whether nothing is left of what was let through. */
    synchronized boolean isFull(long now) {
        fill(now);
        return tokens == perSecond;
    }

    private void fill(long now) {
        tokens = Math.min(perSecond, tokens + (now - filled) / NANOS * perSecond);
        filled = now;
    }
}
