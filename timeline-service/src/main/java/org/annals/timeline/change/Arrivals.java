// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.change;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells whoever waits for changes that some were stored, by whichever replica. It does not say which: they are read from
 * the database, so that nothing is kept here for a reader that is slow.
 */
@ApplicationScoped
public class Arrivals {

    /** Whose listeners want to know of every timeline. */
    private static final String ALL = "";

    private final ConcurrentHashMap<String, Set<LongConsumer>> listeners = new ConcurrentHashMap<>();
    private final AtomicLong latest = new AtomicLong();
    private final Semaphore wanted = new Semaphore(0);

    /** What began listening, to be ended by whoever began it. */
    public interface Listening extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * Calls the listener, which must not block, with the number of each arrival from now on. Who listens first and reads
     * then misses nothing.
     *
     * @param timeline null for all timelines
     */
    public Listening listen(@Nullable String timeline, LongConsumer listener) {
        String name = timeline == null ? ALL : timeline;
        listeners.compute(name, (key, those) -> {
            Set<LongConsumer> all = those == null ? ConcurrentHashMap.newKeySet() : those;
            all.add(listener);
            return all;
        });
        wanted.release();
        return () -> listeners.computeIfPresent(name, (key, those) -> {
            those.remove(listener);
            return those.isEmpty() ? null : those;
        });
    }

    /** The number of the latest arrival: what is read after it was asked for has all that arrived up to it. */
    public long latest() {
        return latest.get();
    }

    void arrived(Collection<String> timelines) {
        long number = latest.incrementAndGet();
        timelines.forEach(timeline -> tell(timeline, number));
        tell(ALL, number);
    }

    /** Changes may have been missed, of any timeline. */
    void arrived() {
        long number = latest.incrementAndGet();
        listeners.keySet().forEach(timeline -> tell(timeline, number));
    }

    boolean hasListeners() {
        return !listeners.isEmpty();
    }

    /** Returns once somebody listens. */
    void awaitListener() throws InterruptedException {
        wanted.drainPermits();
        if (!hasListeners()) {
            wanted.acquire();
        }
    }

    private void tell(String timeline, long number) {
        listeners.getOrDefault(timeline, Set.of()).forEach(listener -> listener.accept(number));
    }
}
