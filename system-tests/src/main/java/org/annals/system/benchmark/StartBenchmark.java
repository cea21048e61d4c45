// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.io.IOException;
import org.annals.system.Annals;

/** How long each service takes to be ready, and how much memory it then has. */
final class StartBenchmark {

    private final Annals annals;
    private final Report report;

    StartBenchmark(Annals annals, Report report) {
        this.annals = annals;
        this.report = report;
    }

    void run() throws IOException, InterruptedException {
        report.say("Start: each service by itself, until it is ready");
        for (String service : Annals.SERVICES) {
            // The first start creates the tables.
            annals.start(service);
            annals.awaitReady(service);
            annals.stop(service);
            long began = System.nanoTime();
            annals.start(service);
            annals.awaitReady(service);
            report.add(Figure.of(service + ": from its start to ready", "s", (System.nanoTime() - began) / 1e9));
            report.add(Figure.of(
                    service + ": resident memory when ready",
                    "MB",
                    Processes.residentMegabytes(annals.service(service).handle())));
            annals.stop(service);
        }
    }
}
