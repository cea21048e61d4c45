package org.annals.system.benchmark;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.annals.system.Annals;

/** From the answer 202 until the event can be read: a reader asks for changes all the time. */
final class Freshness {

    private static final int PER_SECOND = 200;
    private static final int POLLS_PER_SECOND = 400;
    private static final int CONNECTIONS = 16;

    /** Of the event within a change, by which it is told apart. */
    private static final Pattern ID = Pattern.compile("\"id\" ?: ?\"e(\\d{9})\"");

    private static final Pattern SEQUENCE = Pattern.compile("\"sequence\" ?: ?(\\d+)");

    private final Annals annals;
    private final Report report;
    private final Effort effort;
    private final Events events = new Events("live", 1);
    private final AtomicLong known = new AtomicLong();

    Freshness(Annals annals, Report report, Effort effort) {
        this.annals = annals;
        this.report = report;
        this.effort = effort;
    }

    void run() throws Exception {
        long warmUp = PER_SECOND * effort.warmUp().toSeconds();
        Duration duration = effort.warmUp().plus(effort.measure().multipliedBy(effort.rounds()));
        int count = Math.toIntExact(PER_SECOND * duration.toSeconds());
        AtomicLongArray answered = new AtomicLongArray(count);
        AtomicLongArray readable = new AtomicLongArray(count);
        Publishing.first(annals, events);
        CompletableFuture<Void> reader =
                CompletableFuture.runAsync(() -> read(readable, duration.plus(Duration.ofSeconds(2))));
        try (Load load = new Load(annals.address(Annals.INGEST), CONNECTIONS)) {
            load.telling((number, body) -> answered.set((int) number, System.nanoTime()))
                    .open(this::request, PER_SECOND, duration)
                    .expectSuccess();
        }
        reader.join();
        Histogram latency = new Histogram(3);
        for (int i = (int) warmUp; i < count; i++) {
            if (readable.get(i) == 0) {
                throw new LoadFailure("Event " + i + " did not become readable", null);
            }
            latency.recordValue(Math.max(0, readable.get(i) - answered.get(i)) / 1000);
        }
        report.add(Figure.atMost(
                "timeline, 202 to readable at 200 events/s, p50", "ms", latency.getValueAtPercentile(50) / 1000.0, 15));
        report.add(Figure.atMost(
                "timeline, 202 to readable at 200 events/s, p99", "ms", latency.getValueAtPercentile(99) / 1000.0, 60));
    }

    private byte[] request(long number) {
        return Publishing.one(annals.address(Annals.INGEST), events.structured(number));
    }

    private void read(AtomicLongArray readable, Duration duration) {
        try (Load load = new Load(annals.address(Annals.TIMELINE), 1)) {
            load.telling((number, body) -> note(new String(body, StandardCharsets.ISO_8859_1), readable))
                    .open(number -> changes(), POLLS_PER_SECOND, duration)
                    .expectSuccess();
        } catch (IOException e) {
            throw new LoadFailure("Changes could not be read", e);
        }
    }

    private byte[] changes() {
        return Http.get(
                annals.address(Annals.TIMELINE),
                "/v1/timelines/%s/changes?limit=500&after=%d".formatted(events.timeline(0), known.get()));
    }

    private void note(String body, AtomicLongArray readable) {
        long now = System.nanoTime();
        Matcher id = ID.matcher(body);
        while (id.find()) {
            int number = Integer.parseInt(id.group(1));
            if (number < readable.length()) {
                readable.compareAndSet(number, 0, now);
            }
        }
        Matcher sequence = SEQUENCE.matcher(body);
        while (sequence.find()) {
            known.accumulateAndGet(Long.parseLong(sequence.group(1)), Math::max);
        }
    }
}
