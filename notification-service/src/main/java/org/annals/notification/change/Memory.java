// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.delivery.ToldStore;
import org.jspecify.annotations.Nullable;

/**
 * Who was told of events that are about to change, and what. Asked of the database once for a run of records, and kept
 * up to date with what happens in between and is not stored yet.
 */
final class Memory {

    /** Then it is better forgotten, and asked for again. */
    private static final int MAX_EVENTS = 10_000;

    private final ToldStore store;
    private final Map<UUID, Map<UUID, Long>> subscriptions = new HashMap<>();
    private final Map<UUID, Revision> revisions = new HashMap<>();

    Memory(ToldStore store) {
        this.store = store;
    }

    boolean isFull() {
        return subscriptions.size() >= MAX_EVENTS;
    }

    boolean knows(UUID event) {
        return subscriptions.containsKey(event);
    }

    /**
     * Asks the database about events. What is not stored yet must be told to {@link #keep}, whenever it began: before
     * this, too, if it was not stored then.
     */
    void learn(Collection<UUID> events) {
        if (events.isEmpty()) {
            return;
        }
        Map<UUID, Map<UUID, Long>> told = store.of(events);
        Map<UUID, ToldStore.Revision> latest = store.latest(events);
        for (UUID event : events) {
            Map<UUID, Long> known = subscriptions.computeIfAbsent(event, same -> new HashMap<>());
            told.getOrDefault(event, Map.of()).forEach((id, sequence) -> known.merge(id, sequence, Memory::later));
            ToldStore.Revision stored = latest.get(event);
            if (stored != null) {
                remember(event, Revision.of(stored));
            }
        }
    }

    /** Takes on who is told of a change, if its event is one of those. */
    void keep(Change change, List<UUID> told) {
        UUID event = change.message().eventId();
        Map<UUID, Long> known = subscriptions.get(event);
        if (known != null) {
            told.forEach(id -> known.merge(id, change.message().sequence(), Memory::later));
            remember(event, Revision.of(change));
        }
    }

    /** The subscriptions that were told of an event, and with which sequence at last. */
    Map<UUID, Long> told(UUID event) {
        return subscriptions.getOrDefault(event, Map.of());
    }

    /** The latest before this change; null when nobody was told of one, or so long ago that it is gone. */
    @Nullable
    Revision before(Change change) {
        Revision latest = revisions.get(change.message().eventId());
        return latest != null && latest.number() < change.message().revision() ? latest : null;
    }

    void clear() {
        subscriptions.clear();
        revisions.clear();
    }

    private static long later(long one, long other) {
        if (one == ToldStore.LONG_AGO) {
            return other;
        }
        return other == ToldStore.LONG_AGO ? one : Math.max(one, other);
    }

    private void remember(UUID event, @Nullable Revision revision) {
        if (revision != null) {
            revisions.merge(event, revision, (one, other) -> one.number() > other.number() ? one : other);
        }
    }
}
