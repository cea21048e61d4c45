// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.subscription.CatchUp;

/** Which catch-up is next: the one that was served longest ago, unless it rests. For one thread. */
final class CatchUpQueue {

    /** For a subscription that has enough waiting, or a place that has nothing to read. */
    private static final Duration REST = Duration.ofMillis(100);

    /** As if they had been served then. */
    private static final long NEVER_NANOS = Duration.ofDays(1).toNanos();

    private record Key(UUID id, int partition) {

        static Key of(CatchUp catchUp) {
            return new Key(catchUp.id(), catchUp.partition());
        }
    }

    /** When each was served, or may be again. */
    private final Map<Key, Long> served = new HashMap<>();

    /** Those that may be served now, the next first. */
    List<CatchUp> order(Collection<CatchUp> owed) {
        long now = System.nanoTime();
        return owed.stream()
                .filter(catchUp -> agoNanos(catchUp, now) >= 0)
                .sorted(Comparator.comparingLong((CatchUp catchUp) -> agoNanos(catchUp, now))
                        .reversed())
                .toList();
    }

    void served(CatchUp catchUp) {
        served.put(Key.of(catchUp), System.nanoTime());
    }

    void rest(CatchUp catchUp) {
        served.put(Key.of(catchUp), System.nanoTime() + REST.toNanos());
    }

    void remove(CatchUp catchUp) {
        served.remove(Key.of(catchUp));
    }

    void clear() {
        served.clear();
    }

    private long agoNanos(CatchUp catchUp, long now) {
        Long last = served.get(Key.of(catchUp));
        return last == null ? NEVER_NANOS : now - last;
    }
}
