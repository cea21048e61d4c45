// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.annals.system.Annals;

/** The same load for long: neither what lives on the heaps nor the time from 202 to the webhooks may grow. */
final class Soak {

    private static final int PER_SECOND = 50;
    private static final int TIMELINES = 10;
    private static final int SUBSCRIBERS = 4;

    private final Annals annals;
    private final Report report;
    private final int minutes;
    private final Map<String, Trend> trends = new LinkedHashMap<>();

    Soak(Annals annals, Report report, int minutes) {
        this.annals = annals;
        this.report = report;
        this.minutes = minutes;
    }

    void run() throws Exception {
        report.say("Soak: %d minutes at %d events a second, with %d subscribers to each"
                .formatted(minutes, PER_SECOND, SUBSCRIBERS));
        annals.startServices();
        try (Sink sink = new Sink()) {
            new Subscribing(annals.address(Annals.NOTIFICATION))
                    .all(SUBSCRIBERS, number -> Subscribing.webhook(sink.url("/soak")));
            Alerting alerting = new Alerting(annals, sink, Duration.ZERO, Duration.ofMinutes(1));
            for (int minute = 1; minute <= minutes; minute++) {
                Events events = new Events("soak-" + minute, TIMELINES);
                Histogram latency = alerting.latency(events, PER_SECOND, SUBSCRIBERS, "/soak");
                add(minute, latency);
            }
        }
        trends.forEach((what, trend) -> {
            String unit = what.contains("latency") ? "ms" : "MB";
            report.add(Figure.of("soak, " + what + ", on average", unit, trend.average()));
            report.add(Figure.of("soak, " + what + ", growth", unit + "/h", trend.slope() * 60));
        });
    }

    private void add(int minute, Histogram latency) throws Exception {
        add("latency", "ms", "latency p50", minute, latency.getValueAtPercentile(50) / 1000.0);
        add("latency", "ms", "latency p99", minute, latency.getValueAtPercentile(99) / 1000.0);
        for (String service : Annals.SERVICES) {
            ProcessHandle process = annals.service(service).handle();
            // Counting collects garbage, so it comes when no event is under way.
            add("memory", "MB", service + " heap", minute, Processes.heapMegabytes(process));
            add("memory", "MB", service + " resident", minute, Processes.residentMegabytes(process));
        }
    }

    private void add(String plot, String unit, String line, int minute, double value) {
        report.plot("soak-" + plot, "Soak: " + plot, "minutes", unit, Axis.LINEAR)
                .add(line, minute, value);
        trends.computeIfAbsent(line, absent -> new Trend()).add(minute, value);
    }
}
