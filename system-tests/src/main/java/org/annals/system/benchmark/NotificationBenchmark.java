// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.annals.system.Annals;

/** Notification: deliveries beside a bare loop, from 202 to the webhook, many subscriptions, dead endpoints. */
final class NotificationBenchmark {

    private static final int PER_SECOND = 200;
    private static final int SUBSCRIBERS = 10;
    private static final int HEALTHY = 200;
    private static final int DEAD = 10;
    private static final int SELDOM_PER_SECOND = 4;
    private static final int MANY = 100_000;
    private static final double WARM = 0.3;

    /** So much longer it takes until three services are compiled that share the cores with their load. */
    private static final int COLD = 4;

    /** Of the deliveries of a backlog: all of the service is as cold as the bare loop is, and there is far more of it. */
    private static final double WARM_DELIVERIES = 0.5;

    private final Annals annals;
    private final Report report;
    private final Effort effort;

    NotificationBenchmark(Annals annals, Report report, Effort effort) {
        this.annals = annals;
        this.report = report;
        this.effort = effort;
    }

    void run() throws Exception {
        annals.startServices();
        try (Sink sink = new Sink()) {
            Subscribing subscribing = new Subscribing(annals.address(Annals.NOTIFICATION));
            Duration measured = effort.measure().multipliedBy(effort.rounds());
            Alerting first = new Alerting(annals, sink, effort.warmUp().multipliedBy(COLD), measured);
            Alerting alerting = new Alerting(annals, sink, effort.warmUp(), measured);

            report.say("Notification: from 202 to the webhook, at 200 events a second with 10 subscribers each");
            subscribing.all(SUBSCRIBERS, number -> Subscribing.webhook(sink.url("/live"), "live-0"));
            Histogram live = first.latency(new Events("live", 1), PER_SECOND, SUBSCRIBERS, "/live");
            report.add(Figure.atMost("notification, 202 to webhook, p50", "ms", millis(live, 50), 25));
            report.add(Figure.atMost("notification, 202 to webhook, p99", "ms", millis(live, 99), 100));

            report.say("Notification: 5 % of the endpoints never answer");
            subscribing.all(HEALTHY, number -> Subscribing.webhook(sink.url("/healthy"), "healthy-0"));
            double before =
                    millis(alerting.latency(new Events("healthy", 1), SELDOM_PER_SECOND, HEALTHY, "/healthy"), 99);
            subscribing.all(DEAD, number -> Subscribing.webhook(sink.url(Sink.DEAD + number), "mixed-0"));
            subscribing.all(HEALTHY, number -> Subscribing.webhook(sink.url("/mixed"), "mixed-0"));
            double after = millis(alerting.latency(new Events("mixed", 1), SELDOM_PER_SECOND, HEALTHY, "/mixed"), 99);
            report.add(Figure.within("notification, p99 beside 5 % dead endpoints", "ms", after, before, 1.25));

            report.say("Notification: deliveries of a backlog");
            deliveries(subscribing, sink);

            int many = effort == Effort.FULL ? MANY : MANY / 10;
            report.say("Notification: %s subscriptions".formatted(Figure.count(many)));
            matching(subscribing, many);
        }
        report.add(Figure.of(
                "notification-service: resident memory after load",
                "MB",
                Processes.residentMegabytes(annals.service(Annals.NOTIFICATION).handle())));
    }

    /** With nothing else running but what stores their outcome. */
    private void deliveries(Subscribing subscribing, Sink sink) throws Exception {
        int count = effort.events();
        subscribing.all(1, number -> Subscribing.webhook(sink.url("/backlog"), "backlog-0"));
        annals.stop(Annals.NOTIFICATION);
        backlog(new Events("backlog", 1), count);
        annals.stop(Annals.TIMELINE);
        annals.stop(Annals.INGEST);
        long before = sink.received();
        annals.start(Annals.NOTIFICATION);
        long warm = awaitReceived(sink, before + (long) (count * WARM_DELIVERIES));
        long counted = sink.received() - before;
        long done = awaitReceived(sink, before + count);
        double perSecond = (count - counted) / ((done - warm) / 1e9);
        annals.awaitReady(Annals.NOTIFICATION);
        annals.stop(Annals.NOTIFICATION);
        Path body = annals.directory().resolve("body");
        Files.write(body, sink.lastBody());
        String output = Processes.java(
                BarePosts.class.getName(), List.of(sink.url("/bare"), body.toString(), Integer.toString(count)));
        report.add(Figure.atLeast(
                "notification, first attempts", "webhooks/s", perSecond, Double.parseDouble(output.strip()), 0.5));
        annals.startServices();
    }

    /** Changes that match one of many subscriptions each, as fast as they are dealt with. */
    private void matching(Subscribing subscribing, int many) throws Exception {
        try (Sql database = new Sql(annals.jdbcUrl("postgres"))) {
            // To make them is not what is measured.
            database.run("ALTER DATABASE notification SET synchronous_commit = off");
            annals.stop(Annals.NOTIFICATION);
            annals.start(Annals.NOTIFICATION);
            annals.awaitReady(Annals.NOTIFICATION);
            subscribing.all(many, NotificationBenchmark::diverse);
            database.run("ALTER DATABASE notification RESET synchronous_commit");
        }
        annals.stop(Annals.NOTIFICATION);
        int count = effort.events() / 2;
        try (Topics topics = new Topics(annals.bootstrapServers())) {
            backlog(new Events("many", 100), count);
            long all = topics.size("annals.changes");
            annals.stop(Annals.TIMELINE);
            annals.stop(Annals.INGEST);
            annals.start(Annals.NOTIFICATION);
            long warm = awaitRead(topics, all - count + (long) (count * WARM));
            long from = topics.read("notification", "annals.changes");
            long done = awaitRead(topics, all);
            report.add(Figure.atMost(
                    "notification, a change against %s subscriptions".formatted(Figure.count(many)),
                    "ms",
                    (done - warm) / 1e6 / (all - from),
                    1));
        }
    }

    /** A third by timeline, a third by timeline and type, a third by actor: few match an event. */
    private static String diverse(long number) {
        String filter = switch ((int) (number % 3)) {
            case 0 -> "\"timelines\": [\"other-%d\"]".formatted(number);
            case 1 ->
                "\"timelines\": [\"many-%d\"], \"types\": [\"never.happened-%d\"]".formatted(number % 100, number);
            default -> "\"actors\": [\"Somebody %d\"]".formatted(number);
        };
        return "{\"sink\": \"http://127.0.0.1:9/\", \"protocol\": \"HTTP\", %s}".formatted(filter);
    }

    private void backlog(Events events, int count) throws Exception {
        try (Storing storing = new Storing(annals, report);
                Topics topics = new Topics(annals.bootstrapServers())) {
            long before = topics.size("annals.changes");
            new Publishing(annals.address(Annals.INGEST)).all(events, count);
            storing.awaitStored(before + count);
        }
    }

    private static long awaitReceived(Sink sink, long count) throws InterruptedException {
        long deadline = System.nanoTime() + 300_000_000_000L;
        while (sink.received() < count) {
            if (System.nanoTime() > deadline) {
                throw new LoadFailure("Only " + sink.received() + " webhooks came of " + count, null);
            }
            Thread.sleep(5);
        }
        return System.nanoTime();
    }

    private static long awaitRead(Topics topics, long count) throws Exception {
        long deadline = System.nanoTime() + 300_000_000_000L;
        while (topics.read("notification", "annals.changes") < count) {
            if (System.nanoTime() > deadline) {
                throw new LoadFailure("Not all changes are read", null);
            }
            Thread.sleep(20);
        }
        return System.nanoTime();
    }

    private static double millis(Histogram latency, double percentile) {
        return latency.getValueAtPercentile(percentile) / 1000.0;
    }
}
