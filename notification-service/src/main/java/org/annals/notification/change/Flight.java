package org.annals.notification.change;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.annals.notification.delivery.Attempt;
import org.annals.notification.delivery.Dispatcher;
import org.annals.notification.delivery.Message;
import org.annals.notification.subscription.Subscription;
import org.jspecify.annotations.Nullable;

/** A record on its way from the log to the database: its first attempts. */
final class Flight {

    private final long offset;
    private final @Nullable Message message;
    private final Iterator<Subscription> remaining;
    private final List<Attempt> attempts = new ArrayList<>();
    private int settled;

    private Flight(long offset, @Nullable Message message, List<Subscription> subscriptions) {
        this.offset = offset;
        this.message = message;
        this.remaining = subscriptions.iterator();
    }

    static Flight of(long offset, Message message, List<Subscription> subscriptions) {
        return new Flight(offset, message, subscriptions);
    }

    /** Of a record that there is nothing to do about, but to acknowledge it in its turn. */
    static Flight empty(long offset) {
        return new Flight(offset, null, List.of());
    }

    /** Starts as many attempts as there is room for; returns whether all are started. */
    boolean start(Dispatcher dispatcher) {
        while (message != null && remaining.hasNext()) {
            if (!dispatcher.hasRoom()) {
                return false;
            }
            attempts.add(dispatcher.first(message, remaining.next()));
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

    /** None, when there was nothing to do. */
    @Nullable
    Message message() {
        return message;
    }

    List<Attempt> attempts() {
        return attempts;
    }

    /** How much it counts against the bound of what is in memory only. */
    int weight() {
        return 1 + attempts.size();
    }
}
