// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Sends HTTP requests over kept connections, one at a time on each, all from the calling thread: on a small machine the
 * generator must cost little, or it is what is measured.
 */
final class Load implements AutoCloseable {

    /** The bytes of a request, head and body, by its number. */
    interface Requests {
        byte[] get(long number);
    }

    /** Told of each answer, on the calling thread. */
    interface Answers {
        void answered(long number, byte[] body);
    }

    /** What became of a load; latencies are in microseconds. */
    record Result(long answered, long failed, Duration took, Histogram latency, double generatorCpu) {

        /** Fails where a request did. */
        Result expectSuccess() {
            if (failed > 0) {
                throw new LoadFailure(failed + " of " + (failed + answered) + " requests were refused", null);
            }
            return this;
        }

        double perSecond() {
            return answered / (took.toNanos() / 1e9);
        }

        double millisAt(double percentile) {
            return latency.getValueAtPercentile(percentile) / 1000.0;
        }
    }

    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(2);
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(15);

    /** Shorter than what a selector can wait for exactly. */
    private static final long NAP_NANOS = 50_000;

    private static final long SELECTABLE_NANOS = 1_500_000;
    private static final long LONGEST_SELECT_MILLIS = 100;

    private final Selector selector = Selector.open();
    private final Deque<Connection> idle = new ArrayDeque<>();
    private final int connections;
    private @Nullable Answers answers;
    private Histogram latency = new Histogram(LONGEST_MICROS, 3);
    private long failed;

    Load(URI target, int connections) throws IOException {
        this.connections = connections;
        InetSocketAddress address = new InetSocketAddress(target.getHost(), target.getPort());
        for (int i = 0; i < connections; i++) {
            idle.add(new Connection(address, selector));
        }
    }

    /** From now on, answers are passed on. */
    Load telling(Answers listener) {
        answers = listener;
        return this;
    }

    /** Each connection asks again as soon as it is answered: finds out how much there can be. */
    Result closed(Requests requests, Duration duration) throws IOException {
        return run(requests, Long.MAX_VALUE, 0, duration);
    }

    /** So many requests, as fast as they are answered. */
    Result times(long count, Requests requests, Duration limit) throws IOException {
        return run(requests, count, 0, limit);
    }

    /**
     * Requests are due at a fixed rate, whatever became of those before them. The latency of each counts from when it
     * was due, so that waiting behind a slow one is seen (no coordinated omission).
     */
    Result open(Requests requests, double perSecond, Duration duration) throws IOException {
        return run(requests, Long.MAX_VALUE, perSecond, duration);
    }

    private Result run(Requests requests, long count, double perSecond, Duration duration) throws IOException {
        latency = new Histogram(LONGEST_MICROS, 3);
        failed = 0;
        long cpuBefore = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        long began = System.nanoTime();
        long end = began + duration.toNanos();
        long sent = 0;
        while (true) {
            long now = System.nanoTime();
            long due = perSecond == 0 ? now : began + (long) (sent * 1e9 / perSecond);
            while (!idle.isEmpty() && due <= now && due < end && sent < count) {
                idle.remove().send(sent, requests.get(sent), due);
                sent++;
                due = perSecond == 0 ? System.nanoTime() : began + (long) (sent * 1e9 / perSecond);
            }
            boolean allSent = due >= end || sent == count;
            if (allSent && idle.size() == connections) {
                break;
            }
            if (now > end + DRAIN_LIMIT.toNanos()) {
                throw new IOException("Requests are not answered [unanswered=" + (connections - idle.size()) + "]");
            }
            await(allSent || idle.isEmpty() ? Long.MAX_VALUE : due - now);
        }
        long took = System.nanoTime() - began;
        long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpuBefore;
        return new Result(sent - failed, failed, Duration.ofNanos(took), latency, (double) cpu / took);
    }

    private void await(long untilDueNanos) throws IOException {
        if (untilDueNanos > SELECTABLE_NANOS) {
            selector.select(
                    this::ready,
                    Math.min(LONGEST_SELECT_MILLIS, TimeUnit.NANOSECONDS.toMillis(untilDueNanos - 500_000)));
        } else if (selector.selectNow(this::ready) == 0) {
            LockSupport.parkNanos(Math.min(NAP_NANOS, Math.max(1, untilDueNanos)));
        }
    }

    private void ready(SelectionKey key) {
        Connection connection = (Connection) key.attachment();
        try {
            int status = connection.proceed();
            if (status == Connection.UNFINISHED) {
                return;
            }
            latency.recordValue(Math.min(LONGEST_MICROS, (System.nanoTime() - connection.due()) / 1000));
            if (status / 100 != 2) {
                failed++;
            } else if (answers != null) {
                answers.answered(connection.number(), connection.body());
            }
            idle.add(connection);
        } catch (IOException e) {
            throw new LoadFailure("A connection broke while it was measured", e);
        }
    }

    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
