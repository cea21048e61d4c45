// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether an endpoint is worth an attempt. After some failures in a row it is left alone for a while, then gets one
 * attempt to show itself; each time that fails, the while is twice as long.
 */
final class Circuit {

    /** When and for how long an endpoint is left alone. */
    record Rule(int failures, Duration firstPause, Duration longestPause) {}

    private final Rule rule;
    private int failures;
    private Duration nextPause;
    private @Nullable Instant openUntil;
    private boolean probing;
    private Instant lastFailed = Instant.EPOCH;

    Circuit(Rule rule) {
        this.rule = rule;
        this.nextPause = rule.firstPause();
    }

    synchronized boolean isOpen() {
        return openUntil != null;
    }

    /** Whether an attempt would be admitted. */
    synchronized boolean wouldAdmit(Instant now) {
        return openUntil == null || (!probing && !now.isBefore(openUntil));
    }

    /** Whether an attempt may be made now; it is then the one that the endpoint gets. */
    synchronized boolean admits(Instant now) {
        if (!wouldAdmit(now)) {
            return false;
        }
        probing = openUntil != null;
        return true;
    }

    /** When it makes sense to ask again. */
    synchronized Instant reopens(Instant now) {
        return openUntil == null || openUntil.isBefore(now) ? now : openUntil;
    }

    synchronized void succeeded() {
        failures = 0;
        nextPause = rule.firstPause();
        openUntil = null;
        probing = false;
    }

    /**
     * Attempts that were on their way before it opened change nothing.
     *
     * @param patience for how long the endpoint asks to be left alone, if it does
     */
    synchronized void failed(Instant now, @Nullable Duration patience) {
        failures++;
        lastFailed = now;
        if (openUntil != null && !probing) {
            return;
        }
        if (patience == null && openUntil == null && failures < rule.failures()) {
            return;
        }
        probing = false;
        openUntil = now.plus(patience == null ? nextPause : shorter(patience, rule.longestPause()));
        nextPause = shorter(nextPause.multipliedBy(2), rule.longestPause());
    }

    /** The attempt that was admitted is not made after all. */
    synchronized void withdrawn() {
        probing = false;
    }

    /** Whether it has not failed for so long that it tells nothing any more. */
    synchronized boolean isStale(Instant now) {
        return !probing && lastFailed.plus(rule.longestPause().multipliedBy(2)).isBefore(now);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
