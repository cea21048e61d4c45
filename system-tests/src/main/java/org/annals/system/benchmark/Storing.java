// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.annals.system.Annals;
import org.postgresql.PGConnection;

/** From Kafka to stored with changes published, beside a plain COPY of the same rows. */
final class Storing implements AutoCloseable {

    private static final List<String> TABLES = List.of("change", "event");
    private static final String REFERENCE = "reference";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    /**
     * The first part of a backlog is left out: the service starts cold, and on two processors its compiler takes a quarter
     * of them for the first 80 000 events.
     */
    private static final double WARM = 0.5;

    private final Annals annals;
    private final Report report;
    private final Topics topics;

    Storing(Annals annals, Report report) {
        this.annals = annals;
        this.report = report;
        this.topics = new Topics(annals.bootstrapServers());
    }

    /** Waits until so many changes are published, which happens after they are stored. */
    long awaitStored(long count) throws Exception {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (topics.size("annals.changes") < count) {
            if (System.nanoTime() > deadline) {
                throw new LoadFailure("Only " + topics.size("annals.changes") + " of " + count + " are stored", null);
            }
            Thread.sleep(20);
        }
        return System.nanoTime();
    }

    /** Starts the service, for which a backlog waits. */
    void measure(int backlog) throws Exception {
        long before = topics.size("annals.changes");
        annals.start(Annals.TIMELINE);
        long first = (long) (backlog * WARM);
        long warm = awaitStored(before + first);
        long counted = topics.size("annals.changes") - before;
        long done = awaitStored(before + backlog);
        double perSecond = (backlog - counted) / ((done - warm) / 1e9);
        annals.awaitReady(Annals.TIMELINE);
        annals.stop(Annals.TIMELINE);
        double copied = backlog / copy("backlog-%");
        report.add(Figure.atLeast("timeline, Kafka to stored and published", "events/s", perSecond, copied, 0.5));
        annals.start(Annals.TIMELINE);
        annals.awaitReady(Annals.TIMELINE);
    }

    /** Seconds that COPY takes for the rows of those timelines, into the same tables with the same indexes. */
    private double copy(String timelines) throws Exception {
        try (Sql postgres = new Sql(annals.jdbcUrl("postgres"));
                Sql timeline = new Sql(annals.jdbcUrl("timeline"))) {
            for (String table : TABLES) {
                try (OutputStream out = Files.newOutputStream(file(table))) {
                    timeline.connection()
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut(
                                    "COPY (SELECT %s FROM %s WHERE timeline LIKE '%s') TO STDOUT"
                                            .formatted(timeline.columns(table), table, timelines),
                                    out);
                }
            }
            timeline.close();
            postgres.run("CREATE DATABASE " + REFERENCE + " TEMPLATE timeline");
            double seconds = copyIn();
            postgres.run("DROP DATABASE " + REFERENCE);
            return seconds;
        }
    }

    private double copyIn() throws Exception {
        try (Sql reference = new Sql(annals.jdbcUrl(REFERENCE))) {
            reference.run("TRUNCATE %s CASCADE".formatted(String.join(", ", TABLES)));
            reference.run("CHECKPOINT");
            long began = System.nanoTime();
            for (String table : TABLES) {
                try (InputStream rows = Files.newInputStream(file(table))) {
                    copyIn(reference, table, rows);
                }
            }
            return (System.nanoTime() - began) / 1e9;
        }
    }

    private static void copyIn(Sql reference, String table, InputStream rows) throws Exception {
        String sql = "COPY %s (%s) FROM STDIN".formatted(table, reference.columns(table));
        reference.connection().unwrap(PGConnection.class).getCopyAPI().copyIn(sql, rows, 64 * 1024);
    }

    private Path file(String table) {
        return annals.directory().resolve(table + ".copy");
    }

    @Override
    public void close() throws SQLException {
        topics.close();
    }
}
