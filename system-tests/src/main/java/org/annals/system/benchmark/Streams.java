// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.annals.system.Annals;

/** From 202 until open streams have brought the change: it can then be read, by whoever asks. */
final class Streams {

    private static final int CONNECTIONS = 16;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** All services begin to compile what is hot at once, for which a small machine takes longer than for one. */
    private static final int WARM_UPS = 3;

    /** Long enough that what the database does once a minute to keep its tables tidy comes in, and by its share. */
    private static final int MEASUREMENTS = 3;

    private final Annals annals;
    private final Effort effort;

    Streams(Annals annals, Effort effort) {
        this.annals = annals;
        this.effort = effort;
    }

    /** In microseconds, over all changes and readers. */
    Histogram latency(Events events, int perSecond, int readers) throws Exception {
        Duration warmUp = effort.warmUp().multipliedBy(WARM_UPS);
        Duration duration = warmUp.plus(effort.measure().multipliedBy((long) effort.rounds() * MEASUREMENTS));
        int first = Math.toIntExact(perSecond * warmUp.toSeconds());
        int count = Math.toIntExact(perSecond * duration.toSeconds());
        AtomicLongArray answered = new AtomicLongArray(count);
        AtomicLong missing = new AtomicLong((long) count * readers);
        Histogram latency = new SynchronizedHistogram(3);
        Publishing.first(annals, events);
        String path = "/v1/timelines/" + events.timeline(0) + "/stream";
        StreamReaders.Listener listener = (number, nanos) -> {
            if (number < count) {
                missing.decrementAndGet();
                if (number >= first) {
                    // A change may come before the answer that is on its way to us.
                    long from = answered.get(number);
                    latency.recordValue(from == 0 ? 0 : Math.max(0, nanos - from) / 1000);
                }
            }
        };
        try (StreamReaders open = new StreamReaders(annals.address(Annals.TIMELINE), path, readers, listener);
                Load load = new Load(annals.address(Annals.INGEST), CONNECTIONS)) {
            load.telling((number, body) -> answered.set((int) number, System.nanoTime()))
                    .open(
                            number -> Publishing.one(annals.address(Annals.INGEST), events.structured(number)),
                            perSecond,
                            duration)
                    .expectSuccess();
            awaitAll(missing);
        }
        return latency;
    }

    private static void awaitAll(AtomicLong missing) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (missing.get() > 0) {
            if (System.nanoTime() > deadline) {
                throw new LoadFailure(missing.get() + " changes did not come", null);
            }
            Thread.sleep(10);
        }
    }
}
