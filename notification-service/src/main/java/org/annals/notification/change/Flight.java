// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.annals.notification.delivery.Attempt;
import org.annals.notification.delivery.Dispatcher;
import org.annals.notification.subscription.Subscription;
import org.jspecify.annotations.Nullable;

/** A record on its way from the log to the database: its first attempts. */
final class Flight {

    private final long offset;
    private final @Nullable Position position;
    private final boolean held;
    private final @Nullable Change change;
    private final List<Subscription> subscriptions;
    private final Iterator<Subscription> remaining;
    private final List<Attempt> attempts = new ArrayList<>();
    private int settled;

    private Flight(
            long offset,
            @Nullable Position position,
            boolean held,
            @Nullable Change change,
            List<Subscription> subscriptions) {
        this.offset = offset;
        this.position = position;
        this.held = held;
        this.change = change;
        this.subscriptions = subscriptions;
        this.remaining = subscriptions.iterator();
    }

    static Flight of(long offset, Change change, List<Subscription> subscriptions) {
        return new Flight(offset, change.position(), false, change, subscriptions);
    }

    /** Of a record that there is nothing to do about, but to acknowledge it in its turn. */
    static Flight empty(long offset) {
        return new Flight(offset, null, false, null, List.of());
    }

    /** Of a record that is no change, and has the place of one in its timeline: what comes after it goes on without it. */
    static Flight unreadable(long offset, Position position) {
        return new Flight(offset, position, false, null, List.of());
    }

    /** Of a change that comes before the one before it: what is stored of it is where to read it again. */
    static Flight held(long offset, Position position) {
        return new Flight(offset, position, true, null, List.of());
    }

    /** Starts as many attempts as there is room for; returns whether all are started. */
    boolean start(Dispatcher dispatcher) {
        while (change != null && remaining.hasNext()) {
            if (!dispatcher.hasRoom()) {
                return false;
            }
            attempts.add(dispatcher.first(change.message(), remaining.next()));
        }
        return true;
    }

    boolean isSettled() {
        while (settled < attempts.size() && attempts.get(settled).isSettled()) {
            settled++;
        }
        return settled == attempts.size() && !remaining.hasNext();
    }

    long offset() {
        return offset;
    }

    /** The place in its timeline up to which all is dealt with by this flight; null when it changes nothing about that. */
    @Nullable
    Position reached() {
        return held ? null : position;
    }

    /** The place in its timeline that has yet to be dealt with; null when it has been. */
    @Nullable
    Position missed() {
        return held ? position : null;
    }

    /** Has it kept who is told of the change by this flight, whether their attempts have started or not. */
    void tell(Memory memory) {
        if (change != null) {
            memory.keep(change, subscriptions.stream().map(Subscription::id).toList());
        }
    }

    List<Attempt> attempts() {
        return attempts;
    }

    /** How much it counts against the bound of what is in memory only. */
    int weight() {
        return 1 + subscriptions.size();
    }
}
