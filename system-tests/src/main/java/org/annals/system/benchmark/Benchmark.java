// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.annals.system.Annals;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code annals benchmark} */
@Command(
        name = "./annals benchmark",
        description = "Measure the services on this machine, each beside a reference in the same run.",
        sortOptions = false,
        footer = {
            "",
            "Starts a broker, a database and the packaged services on free ports, with the settings they ship with and"
                    + " new data. Close other programs: it measures what is left of the machine."
        })
public final class Benchmark implements Callable<Integer> {

    private static final Logger LOG = Logger.getLogger(Benchmark.class.getName());

    /** What can be measured by itself. */
    enum Part {
        START,
        INGEST,
        TIMELINE,
        NOTIFICATION
    }

    @Option(
            names = "--only",
            split = ",",
            paramLabel = "PART",
            description = "Of: ${COMPLETION-CANDIDATES}. Default: all.")
    private @Nullable Set<Part> only;

    @Option(
            names = "--quick",
            description = "Shorter and with less data, to try it out: the figures are rough, and targets at a million"
                    + " events are not measured.")
    private boolean quick;

    @Option(
            names = "--soak",
            paramLabel = "MINUTES",
            description = "Instead, keep up a steady load for so long, and tell whether memory or latency grow.")
    private @Nullable Integer soak;

    @Option(names = "--to", paramLabel = "FOLDER", description = "For the results. Default: ${DEFAULT-VALUE}")
    private Path to = Path.of(System.getProperty("annals.home", "..")).resolve("system-tests/target/benchmark");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Explain, and do nothing.")
    @SuppressWarnings("UnusedVariable") // picocli looks whether it is there
    private boolean help;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Benchmark() {}

    /** Runs, and ends the process. */
    public static void main(String[] arguments) {
        // Kafka's clients report each of their settings, and each attempt to connect to a broker that is starting.
        Logger.getLogger("").setLevel(Level.SEVERE);
        System.exit(new CommandLine(new Benchmark())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Report report = new Report(spec.commandLine().getOut());
        report.say("Measuring on " + Machine.describe() + (quick ? ", quickly: the figures are rough" : ""));
        Effort effort = quick ? Effort.QUICK : Effort.FULL;
        long began = System.nanoTime();
        Integer minutes = soak;
        boolean whole = true;
        if (minutes != null) {
            whole = run(report, annals -> new Soak(annals, report, minutes).run());
        }
        if (isAsked(Part.START)) {
            whole &= run(report, annals -> new StartBenchmark(annals, report).run());
        }
        if (isAsked(Part.INGEST)) {
            whole &= run(report, annals -> new IngestBenchmark(annals, report, effort).run());
        }
        if (isAsked(Part.TIMELINE)) {
            whole &= run(report, annals -> new TimelineBenchmark(annals, report, effort).run());
        }
        if (isAsked(Part.NOTIFICATION)) {
            whole &= run(report, annals -> new NotificationBenchmark(annals, report, effort).run());
        }
        report.say("");
        report.say(report.table());
        report.write(to);
        report.say("Took %d s. Results: %s".formatted((System.nanoTime() - began) / 1_000_000_000, to.normalize()));
        return whole ? 0 : 1;
    }

    private boolean isAsked(Part part) {
        return soak == null && (only == null || only.contains(part));
    }

    /** What fails ends its part alone: the figures so far, and those of the others, are worth having. */
    private boolean run(Report report, Measurement measurement) throws IOException {
        try {
            on(measurement);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (Exception e) {
            report.say("The rest of this part is missing: " + e);
            LOG.log(Level.SEVERE, "A part of the benchmark failed", e);
            return false;
        }
    }

    /** Each part begins with an empty broker and an empty database, so that none depends on what ran before it. */
    private void on(Measurement measurement) throws Exception {
        Files.createDirectories(to);
        Path directory = Files.createTempDirectory(to, "run").toAbsolutePath();
        Annals annals = Annals.start(directory, Map.of());
        // On Ctrl-C, too, nothing is left running; closing once more does nothing.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(annals)));
        try {
            measurement.run(annals);
        } finally {
            close(annals);
        }
        delete(directory);
    }

    private static void close(Annals annals) {
        try {
            annals.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private interface Measurement {
        void run(Annals annals) throws Exception;
    }
}
