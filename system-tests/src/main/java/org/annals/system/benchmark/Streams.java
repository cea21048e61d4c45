package org.annals.system.benchmark;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.annals.system.Annals;

/** From 202 until each of a thousand open streams has brought the change. */
final class Streams {

    private static final int READERS = 1000;
    private static final int PER_SECOND = 2;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Annals annals;
    private final Report report;
    private final Effort effort;
    private final Events events = new Events("streamed", 1);

    Streams(Annals annals, Report report, Effort effort) {
        this.annals = annals;
        this.report = report;
        this.effort = effort;
    }

    /** Of a timeline that has a change already. */
    void run() throws Exception {
        int warmUp = PER_SECOND * (int) effort.warmUp().toSeconds();
        Duration duration = effort.warmUp().plus(effort.measure().multipliedBy(effort.rounds()));
        int count = PER_SECOND * (int) duration.toSeconds();
        AtomicLongArray answered = new AtomicLongArray(count);
        AtomicLong missing = new AtomicLong((long) count * READERS);
        Histogram latency = new SynchronizedHistogram(3);
        Publishing.first(annals, events);
        String path = "/v1/timelines/" + events.timeline(0) + "/stream";
        StreamReaders.Listener listener = (number, nanos) -> {
            if (number < count) {
                missing.decrementAndGet();
                if (number >= warmUp) {
                    // A change may come before the answer that is on its way to us.
                    long from = answered.get(number);
                    latency.recordValue(from == 0 ? 0 : Math.max(0, nanos - from) / 1000);
                }
            }
        };
        try (StreamReaders readers = new StreamReaders(annals.address(Annals.TIMELINE), path, READERS, listener);
                Load load = new Load(annals.address(Annals.INGEST), 2)) {
            load.telling((number, body) -> answered.set((int) number, System.nanoTime()))
                    .open(
                            number -> Publishing.one(annals.address(Annals.INGEST), events.structured(number)),
                            PER_SECOND,
                            duration)
                    .expectSuccess();
            awaitAll(missing);
        }
        report.add(Figure.atMost(
                "timeline, 202 to each of 1 000 open streams, p99",
                "ms",
                latency.getValueAtPercentile(99) / 1000.0,
                250));
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
