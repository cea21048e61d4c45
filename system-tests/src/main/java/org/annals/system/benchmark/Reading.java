// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;
import org.annals.system.Annals;

/** Pages of a timeline, full text and filters, at a size of the database. */
final class Reading {

    private static final int DIFFERENT = 200;
    private static final int PAGES_PER_SECOND = 100;
    private static final int SEARCHES_PER_SECOND = 20;
    private static final int CONNECTIONS = 4;
    private static final int LARGE = 1_000_000;
    private static final double SEARCH_LIMIT_MILLIS = 100;

    private final Annals annals;
    private final Report report;
    private final Effort effort;
    private final SplittableRandom random = new SplittableRandom(1);
    private final Map<Integer, Double> pageP99 = new HashMap<>();
    private String timelines = "story";

    Reading(Annals annals, Report report, Effort effort) {
        this.annals = annals;
        this.report = report;
        this.effort = effort;
    }

    void at(int size) throws Exception {
        timelines = size > 10_000 ? "backlog" : "story";
        List<String> pages = paths(() -> "/v1/timelines/%s-%d/events?limit=50&from=%d-%02d"
                .formatted(timelines, random.nextInt(100), 1996 + random.nextInt(25), 1 + random.nextInt(12)));
        Histogram page = measure(pages, PAGES_PER_SECOND);
        double reference = jdbc(pages);
        pageP99.put(size, millis(page, 99));
        report.add(Figure.within(
                "timeline, page of 50 among %s events, p99".formatted(Figure.count(size)),
                "ms",
                millis(page, 99),
                reference,
                3));
        plot("page of 50", size, page);

        List<String> texts = paths(() -> "/v1/events?limit=50&q=" + word());
        search("full text", size, texts);
        search("full text by relevance", size, paths(() -> "/v1/events?limit=50&order=relevance&q=" + word()));
        search("filters", size, paths(this::filtered));
        search("facets of whole timelines", size, paths(this::facets));
    }

    void reportGrowth(int few, int many) {
        double before = requireNonNull(pageP99.get(few));
        report.add(Figure.within(
                "timeline, page of 50, p99 among %s beside %s events".formatted(Figure.count(many), Figure.count(few)),
                "ms",
                requireNonNull(pageP99.get(many)),
                before,
                1.5));
    }

    private void search(String what, int size, List<String> paths) throws IOException {
        Histogram latency = measure(paths, SEARCHES_PER_SECOND);
        String title = "timeline, %s among %s events, p99".formatted(what, Figure.count(size));
        double p99 = millis(latency, 99);
        report.add(size >= LARGE ? Figure.atMost(title, "ms", p99, SEARCH_LIMIT_MILLIS) : Figure.of(title, "ms", p99));
        plot(what, size, latency);
    }

    private void plot(String what, int size, Histogram latency) {
        Plot plot = report.plot(
                "cost-over-size", "Timeline: latency over size", "events", "milliseconds", Axis.LOGARITHMIC);
        plot.add(what + ", p50", size, millis(latency, 50));
        plot.add(what + ", p99", size, millis(latency, 99));
    }

    private Histogram measure(List<String> paths, int perSecond) throws IOException {
        byte[][] requests = paths.stream()
                .map(path -> Http.get(annals.address(Annals.TIMELINE), path))
                .toArray(byte[][]::new);
        Histogram latency = new Histogram(3);
        try (Load load = new Load(annals.address(Annals.TIMELINE), CONNECTIONS)) {
            load.open(number -> requests[(int) (number % requests.length)], perSecond, effort.warmUp())
                    .expectSuccess();
            for (int round = 0; round < effort.rounds(); round++) {
                latency.add(load.open(number -> requests[(int) (number % requests.length)], perSecond, effort.measure())
                        .expectSuccess()
                        .latency());
            }
        }
        return latency;
    }

    /** The same statements at the same rate, by a bare loop. */
    private double jdbc(List<String> paths) throws Exception {
        try (Sql database = new Sql(annals.jdbcUrl("timeline"))) {
            List<String> statements = new StatementLog(database, annals.databaseLog()).during(() -> {
                try (Load load = new Load(annals.address(Annals.TIMELINE), 1)) {
                    return load.times(
                                    paths.size(),
                                    number -> Http.get(annals.address(Annals.TIMELINE), paths.get((int) number)),
                                    Duration.ofMinutes(1))
                            .expectSuccess();
                }
            });
            List<String> pages = longest(statements);
            loop(database, pages, effort.warmUp());
            Histogram latency = new Histogram(3);
            for (int round = 0; round < effort.rounds(); round++) {
                latency.add(loop(database, pages, effort.measure()));
            }
            return millis(latency, 99);
        }
    }

    /** Beside the page itself a request may look up whether there is such a timeline, which is short. */
    private static List<String> longest(List<String> statements) {
        int most = statements.stream().mapToInt(String::length).max().orElseThrow();
        return statements.stream()
                .filter(statement -> statement.length() > most / 2)
                .toList();
    }

    private static Histogram loop(Sql database, List<String> statements, Duration duration) throws SQLException {
        Histogram latency = new Histogram(3);
        long began = System.nanoTime();
        long count = duration.toMillis() * PAGES_PER_SECOND / 1000;
        for (int i = 0; i < count; i++) {
            long due = began + TimeUnit.SECONDS.toNanos(i) / PAGES_PER_SECOND;
            while (System.nanoTime() < due) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            database.read(statements.get(i % statements.size()));
            latency.recordValue((System.nanoTime() - due) / 1000);
        }
        return latency;
    }

    /** One in ten of all timelines together. */
    private String facets() {
        String by = random.nextBoolean() ? "month" : "day";
        return random.nextInt(10) == 0
                ? "/v1/facets?by=" + by
                : "/v1/timelines/%s-%d/facets?by=%s".formatted(timelines, random.nextInt(100), by);
    }

    private String filtered() {
        return switch (random.nextInt(4)) {
            case 0 -> "/v1/events?limit=50&tag=tag%d&type=report.*".formatted(random.nextInt(40));
            case 1 ->
                "/v1/events?limit=50&actor="
                        + URLEncoder.encode(Events.name(random.nextInt(1000)), StandardCharsets.UTF_8);
            case 2 ->
                "/v1/events?limit=50&status=confirmed&type=court.ruled&from=%d".formatted(1996 + random.nextInt(25));
            default ->
                "/v1/timelines/%s-%d/events?limit=50&tag=tag%d&order=recorded"
                        .formatted(timelines, random.nextInt(100), random.nextInt(40));
        };
    }

    /** What people ask for are not the most frequent words. */
    private String word() {
        return Events.word((int) (10 * Math.pow(400, random.nextDouble())));
    }

    private static List<String> paths(Supplier<String> path) {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < DIFFERENT; i++) {
            paths.add(path.get());
        }
        paths.sort(Comparator.comparingInt(String::hashCode));
        return paths;
    }

    private static double millis(Histogram latency, double percentile) {
        return latency.getValueAtPercentile(percentile) / 1000.0;
    }
}
