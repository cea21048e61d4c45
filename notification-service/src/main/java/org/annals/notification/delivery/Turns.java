// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * First attempts that are about to be answered, and those that wait until their endpoint has answered others. No more
 * wait than may be under way, so that whoever makes them goes no faster than they are answered; but nobody waits for an
 * endpoint that takes its time.
 */
final class Turns {

    /** The last answers count most: so many of them make up nearly all of the mean. */
    private static final int REMEMBERED = 8;

    /** Of an endpoint, while it has any. */
    private static final class Line {

        private final Queue<Attempt> waiting = new ArrayDeque<>();
        private int underWay;
        private long meanNanos;
    }

    private final int max;
    private final int maxPerEndpoint;
    private final long patienceNanos;
    private final Map<UUID, Line> lines = new HashMap<>();
    private int underWay;
    private int waiting;

    Turns(int max, int maxPerEndpoint, Duration patience) {
        this.max = max;
        this.maxPerEndpoint = maxPerEndpoint;
        this.patienceNanos = patience.toNanos();
    }

    synchronized boolean hasRoom() {
        return underWay < max && waiting < max;
    }

    /** Whether one more would neither start now, nor soon as its endpoint has answered lately. */
    synchronized boolean isCongested(UUID endpoint) {
        Line line = lines.get(endpoint);
        return line != null && !admits(line) && line.waiting.size() * line.meanNanos / maxPerEndpoint >= patienceNanos;
    }

    /** Returns whether it is to start now; otherwise it waits for its turn. */
    synchronized boolean enter(Attempt attempt) {
        Line line = lines.computeIfAbsent(attempt.subscription().id(), absent -> new Line());
        line.waiting.add(attempt);
        waiting++;
        return line.waiting.size() == 1 && next(line) != null;
    }

    /**
     * An attempt has been answered, or is not about to be any more.
     *
     * @return the one whose turn it is then
     */
    synchronized @Nullable Attempt leave(UUID endpoint, Duration took) {
        underWay--;
        Line line = lines.get(endpoint);
        if (line == null) {
            throw new IllegalStateException("Nothing is under way to " + endpoint);
        }
        line.underWay--;
        line.meanNanos += (took.toNanos() - line.meanNanos) / REMEMBERED;
        Attempt next = next(line);
        forgetIfEmpty(endpoint, line);
        return next;
    }

    /** Leaves one that waits to the retries; false when it is under way in the meantime. */
    synchronized boolean withdraw(Attempt attempt) {
        if (!attempt.defer()) {
            return false;
        }
        UUID endpoint = attempt.subscription().id();
        Line line = lines.get(endpoint);
        if (line != null && line.waiting.remove(attempt)) {
            waiting--;
            forgetIfEmpty(endpoint, line);
        }
        return true;
    }

    /** Those whose turn it is because of what others have left. */
    synchronized List<Attempt> next() {
        List<Attempt> found = new ArrayList<>();
        for (Line line : lines.values()) {
            for (Attempt attempt = next(line); attempt != null; attempt = next(line)) {
                found.add(attempt);
            }
        }
        return found;
    }

    private @Nullable Attempt next(Line line) {
        if (line.waiting.isEmpty() || !admits(line)) {
            return null;
        }
        Attempt attempt = line.waiting.remove();
        waiting--;
        line.underWay++;
        underWay++;
        attempt.launch();
        return attempt;
    }

    /** When all is full, only an endpoint that has none. */
    private boolean admits(Line line) {
        return line.underWay == 0 || (line.underWay < maxPerEndpoint && underWay < max);
    }

    private void forgetIfEmpty(UUID endpoint, Line line) {
        if (line.underWay == 0 && line.waiting.isEmpty()) {
            lines.remove(endpoint);
        }
    }
}
