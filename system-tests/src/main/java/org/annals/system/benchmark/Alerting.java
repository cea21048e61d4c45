// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;
import org.annals.system.Annals;

/** From the answer 202 until each of the webhooks that it causes has come. */
final class Alerting {

    private static final int CONNECTIONS = 16;
    private static final byte[] ID = "\"id\":\"e".getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 9;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Annals annals;
    private final Sink sink;
    private final Duration warmUp;
    private final Duration measured;

    Alerting(Annals annals, Sink sink, Duration warmUp, Duration measured) {
        this.annals = annals;
        this.sink = sink;
        this.warmUp = warmUp;
        this.measured = measured;
    }

    /** In microseconds, over all webhooks to that path; each event causes so many. */
    Histogram latency(Events events, int perSecond, int webhooks, String path) throws Exception {
        long first = perSecond * warmUp.toSeconds();
        Duration duration = warmUp.plus(measured);
        int count = Math.toIntExact(perSecond * duration.toSeconds());
        AtomicLongArray answered = new AtomicLongArray(count);
        AtomicLong missing = new AtomicLong((long) count * webhooks);
        Histogram latency = new SynchronizedHistogram(3);
        sink.tell((to, body) -> {
            if (!to.equals(path)) {
                return;
            }
            int number = number(body);
            // An alert may be faster than the answer that is on its way to us.
            long from = answered.get(number);
            if (number >= first) {
                latency.recordValue(from == 0 ? 0 : (System.nanoTime() - from) / 1000);
            }
            missing.decrementAndGet();
        });
        publish(events, perSecond, duration, answered);
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (missing.get() > 0) {
            if (System.nanoTime() > deadline) {
                throw new LoadFailure(missing.get() + " webhooks did not come", null);
            }
            Thread.sleep(20);
        }
        sink.tell(null);
        return latency;
    }

    private void publish(Events events, int perSecond, Duration duration, AtomicLongArray answered) throws IOException {
        try (Load load = new Load(annals.address(Annals.INGEST), CONNECTIONS)) {
            load.telling((number, body) -> answered.set((int) number, System.nanoTime()))
                    .open(
                            number -> Publishing.one(annals.address(Annals.INGEST), events.structured(number)),
                            perSecond,
                            duration)
                    .expectSuccess();
        }
    }

    /** Of the event that a webhook is about. */
    private static int number(Buffer body) {
        byte[] bytes = body.getBytes();
        for (int at = 0; at <= bytes.length - ID.length - DIGITS; at++) {
            if (Arrays.equals(bytes, at, at + ID.length, ID, 0, ID.length)) {
                int from = at + ID.length;
                return Integer.parseInt(new String(bytes, from, DIGITS, StandardCharsets.US_ASCII));
            }
        }
        throw new LoadFailure("A webhook has no id: " + body, null);
    }
}
