// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import org.HdrHistogram.Histogram;
import org.annals.system.Annals;

/** Timeline: how fast it stores, how soon what was accepted can be read, and reading over size. */
final class TimelineBenchmark {

    private static final int FEW = 10_000;
    /** How many times as many as elsewhere: half of them warm the service up. */
    private static final int BACKLOG = 2;

    private static final int TIMELINES = 100;
    private static final int MANY = 1_000_000;

    private final Annals annals;
    private final Report report;
    private final Effort effort;
    private final Publishing publishing;

    TimelineBenchmark(Annals annals, Report report, Effort effort) throws Exception {
        this.annals = annals;
        this.report = report;
        this.effort = effort;
        annals.start(Annals.INGEST);
        annals.start(Annals.TIMELINE);
        annals.awaitReady(Annals.INGEST);
        annals.awaitReady(Annals.TIMELINE);
        publishing = new Publishing(annals.address(Annals.INGEST));
    }

    void run() throws Exception {
        Events events = new Events("story", TIMELINES);
        try (Storing storing = new Storing(annals, report)) {
            report.say("Timeline: reading, from %s events on".formatted(Figure.count(FEW)));
            publishing.all(events, FEW);
            storing.awaitStored(FEW);
            Reading reading = new Reading(annals, report, effort);
            reading.at(FEW);

            report.say("Timeline: from 202 to readable, at 200 events a second");
            Streams streams = new Streams(annals, effort);
            Histogram one = streams.latency(new Events("live", 1), 200, 1);
            report.add(Figure.atMost("timeline, 202 to readable at 200 events/s, p50", "ms", millis(one, 50), 15));
            report.add(Figure.atMost("timeline, 202 to readable at 200 events/s, p99", "ms", millis(one, 99), 60));

            report.say("Timeline: a thousand open streams");
            Histogram all = streams.latency(new Events("streamed", 1), 2, 1000);
            report.add(Figure.atMost("timeline, 202 to each of 1 000 open streams, p99", "ms", millis(all, 99), 250));

            int stored = BACKLOG * effort.events();
            report.say("Timeline: storing a backlog of %s events".formatted(Figure.count(stored)));
            annals.stop(Annals.TIMELINE);
            Events backlog = new Events("backlog", TIMELINES);
            publishing.all(backlog, stored);
            storing.measure(stored);

            report.say("Timeline: reading among more events");
            try (Growth growth = new Growth(annals, "backlog-%")) {
                growth.settle();
                reading.at(FEW + stored);
                if (effort == Effort.FULL) {
                    growth.to(MANY);
                    reading.at(MANY);
                    reading.reportGrowth(FEW, MANY);
                }
            }
        }
        report.add(Figure.of(
                "timeline-service: resident memory after load",
                "MB",
                Processes.residentMegabytes(annals.service(Annals.TIMELINE).handle())));
    }

    private static double millis(Histogram latency, double percentile) {
        return latency.getValueAtPercentile(percentile) / 1000.0;
    }
}
