// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;
import org.annals.system.Annals;
import org.apache.kafka.tools.ProducerPerformance;

/**
 * Ingest beside an endpoint that passes bytes unread, one that reads and writes events by the CloudEvents SDK, and Kafka's
 * own producer-perf tool.
 */
final class IngestBenchmark {

    private static final String BARE = "system-tests/bare-ingest";
    private static final int TIMELINES = 100;
    private static final int CONNECTIONS = 32;
    private static final int BATCH = 100;
    private static final int BATCH_CONNECTIONS = 4;

    /** Prepared before, so that making them costs the generator nothing; sent again and again, which ingest can't know. */
    private static final int PREPARED = 20_000;

    private static final int BLOCK = 1000;
    private static final int FEW = 10_000;

    /** What heap sizes differ by from one collection to the next. */
    private static final double FLAT = 1.2;

    private static final Pattern RECORDS_PER_SECOND = Pattern.compile("([0-9.]+) records/sec");

    private final Annals annals;
    private final Report report;
    private final Effort effort;
    private final Events events = new Events("ingest", TIMELINES);

    IngestBenchmark(Annals annals, Report report, Effort effort) {
        this.annals = annals;
        this.report = report;
        this.effort = effort;
    }

    void run() throws Exception {
        try (Topics topics = new Topics(annals.bootstrapServers())) {
            topics.create("bare");
            topics.create("perf");
        }
        annals.start(Annals.INGEST);
        annals.start(BARE);
        annals.awaitReady(Annals.INGEST);
        annals.awaitReady(BARE);
        single();
        bulk();
        report.add(Figure.of(
                "ingest-service: resident memory after load",
                "MB",
                Processes.residentMegabytes(annals.service(Annals.INGEST).handle())));
    }

    private void single() throws IOException {
        report.say("Ingest: one event of 500 bytes a request");
        Side ours = new Side(annals.address(Annals.INGEST), number -> "/v1/events");
        Side bare = new Side(annals.address(BARE), number -> "/bare/" + events.timeline(number));
        Side sdk = new Side(annals.address(BARE), number -> "/sdk");
        try (ours;
                bare;
                sdk) {
            ours.closed(effort.warmUp());
            bare.closed(effort.warmUp());
            sdk.closed(effort.warmUp());
            double most = 0;
            double mostBare = 0;
            double mostSdk = 0;
            double generator = 0;
            for (int round = 0; round < effort.rounds(); round++) {
                Load.Result result = ours.closed(effort.measure());
                most += result.perSecond() / effort.rounds();
                generator = Math.max(generator, result.generatorCpu());
                mostBare += bare.closed(effort.measure()).perSecond() / effort.rounds();
                mostSdk += sdk.closed(effort.measure()).perSecond() / effort.rounds();
            }
            report.add(Figure.atLeast("ingest, one event a request", "events/s", most, mostBare, 0.75));
            report.add(Figure.of("ingest, one event a request, read and written by the SDK", "events/s", mostSdk));
            report.add(Figure.of("ingest, processor time of the load generator", "% of one", generator * 100));
            double half = Math.min(most, mostBare) / 2;
            Histogram latency = new Histogram(3);
            Histogram bareLatency = new Histogram(3);
            for (int round = 0; round < effort.rounds(); round++) {
                latency.add(ours.open(half, effort.measure()).latency());
                bareLatency.add(bare.open(half, effort.measure()).latency());
            }
            report.add(Figure.within(
                    "ingest, p99 at %d events/s".formatted(Math.round(half)),
                    "ms",
                    latency.getValueAtPercentile(99) / 1000.0,
                    bareLatency.getValueAtPercentile(99) / 1000.0,
                    2));
            for (double load : effort.loads()) {
                plot("ingest-service", ours, load * most);
                plot("bare endpoint", bare, load * mostBare);
            }
        }
    }

    private void plot(String name, Side side, double rate) throws IOException {
        Load.Result result = side.open(rate, effort.measure());
        Plot plot = report.plot(
                "latency-over-load",
                "Ingest: latency over load",
                "events per second",
                "milliseconds",
                Axis.LOGARITHMIC);
        plot.add(name + ", p50", rate, result.millisAt(50));
        plot.add(name + ", p99", rate, result.millisAt(99));
    }

    private void bulk() throws Exception {
        report.say("Ingest: many events a request");
        URI server = annals.address(Annals.INGEST);
        byte[][] batches = new byte[PREPARED / BATCH][];
        Arrays.setAll(
                batches,
                i -> Http.post(
                        server,
                        "/v1/events",
                        "application/cloudevents-batch+json",
                        events.batch((long) i * BATCH, BATCH)));
        try (Load load = new Load(server, BATCH_CONNECTIONS)) {
            Load.Requests requests = number -> batches[(int) (number % batches.length)];
            load.closed(requests, effort.warmUp()).expectSuccess();
            double most = 0;
            double tool = 0;
            for (int round = 0; round < effort.rounds(); round++) {
                most += load.closed(requests, effort.measure()).expectSuccess().perSecond() * BATCH / effort.rounds();
                tool += producerPerformance() / effort.rounds();
            }
            report.add(Figure.atLeast("ingest, batches of 100", "events/s", most, tool, 0.4));
            stream(tool);
        }
    }

    /** So many that what is kept of each would show. */
    private void stream(double tool) throws Exception {
        int blocks = 10 * effort.events() / BLOCK;
        byte[] block = events.lines(0, BLOCK);
        ProcessHandle ingest = annals.service(Annals.INGEST).handle();
        try (Streaming warmUp = new Streaming(annals.address(Annals.INGEST));
                Streaming streaming = new Streaming(annals.address(Annals.INGEST))) {
            warmUp.send(block, blocks / 5).join();
            CompletableFuture<Void> sent = streaming.send(block, blocks);
            awaitAnswered(streaming, sent, FEW);
            double few = Processes.heapMegabytes(ingest);
            long from = streaming.answered();
            long began = System.nanoTime();
            // While it still streams.
            long to = awaitAnswered(streaming, sent, (long) blocks * BLOCK * 9 / 10);
            double perSecond = (to - from) / ((System.nanoTime() - began) / 1e9);
            double many = Processes.heapMegabytes(ingest);
            sent.join();
            report.add(Figure.atLeast("ingest, lines of one stream (NDJSON)", "events/s", perSecond, tool, 0.4));
            report.add(Figure.within(
                    "ingest, heap after %s streamed events beside %s".formatted(Figure.count(to), Figure.count(from)),
                    "MB",
                    many,
                    few,
                    FLAT));
        }
    }

    private static long awaitAnswered(Streaming streaming, CompletableFuture<Void> sent, long count)
            throws InterruptedException {
        while (streaming.answered() < count) {
            if (sent.isDone()) {
                // Broken off: this says why.
                sent.join();
                throw new LoadFailure("The stream ended after " + streaming.answered() + " answers", null);
            }
            Thread.sleep(1);
        }
        return streaming.answered();
    }

    /** Kafka's tool, with the same bytes and the settings of ingest's producer. */
    private double producerPerformance() throws IOException, InterruptedException {
        Path payload = annals.directory().resolve("payload");
        if (!Files.exists(payload)) {
            try (OutputStream out = Files.newOutputStream(payload)) {
                for (int i = 0; i < PREPARED; i++) {
                    out.write(events.structured(i));
                    out.write('\n');
                }
            }
        }
        String output = Processes.java(
                ProducerPerformance.class.getName(),
                List.of(
                        "--topic",
                        "perf",
                        "--num-records",
                        Integer.toString(10 * effort.events()),
                        "--throughput",
                        "-1",
                        "--payload-file",
                        payload.toString(),
                        "--producer-props",
                        "bootstrap.servers=" + annals.bootstrapServers(),
                        "acks=all",
                        "linger.ms=0",
                        "compression.type=lz4",
                        "buffer.memory=67108864"));
        List<String> rates = new ArrayList<>();
        Matcher matcher = RECORDS_PER_SECOND.matcher(output);
        while (matcher.find()) {
            rates.add(matcher.group(1));
        }
        if (rates.isEmpty()) {
            throw new IOException("The producer-perf tool says nothing of its rate: " + output);
        }
        // The last line is about all of it.
        return Double.parseDouble(rates.get(rates.size() - 1));
    }

    /** One of the two that are compared, with requests made ready for it. */
    private final class Side implements AutoCloseable {

        private final Load load;
        private final byte[][] requests = new byte[PREPARED][];

        Side(URI server, LongFunction<String> path) throws IOException {
            load = new Load(server, CONNECTIONS);
            Arrays.setAll(requests, i -> Http.post(server, path.apply(i), Events.CONTENT_TYPE, events.structured(i)));
        }

        Load.Result closed(Duration duration) throws IOException {
            return load.closed(this::request, duration).expectSuccess();
        }

        Load.Result open(double rate, Duration duration) throws IOException {
            return load.open(this::request, rate, duration).expectSuccess();
        }

        private byte[] request(long number) {
            return requests[(int) (number % PREPARED)];
        }

        @Override
        public void close() throws IOException {
            load.close();
        }
    }
}
