// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.annals.system.Annals;

/**
 * Makes many events of some by SQL: through the front door a million would take most of a benchmark's time. The copies
 * are further events on the same timelines, at other times.
 */
final class Growth implements AutoCloseable {

    private static final String UNCOUNTED = """
            SELECT count(*) FROM place p LEFT JOIN facet_place f USING (source_partition)
            WHERE p.next_offset > coalesce(f.next_offset, 0)
            """;

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Sql database;
    private final String timelines;
    private final long base;

    /** Prepares growth from those timelines that are LIKE the pattern. */
    Growth(Annals annals, String timelines) throws SQLException {
        this.database = new Sql(annals.jdbcUrl("timeline"));
        this.timelines = timelines;
        // To make them is not what is measured: the inverted index gets them in large lots.
        database.run("SET gin_pending_list_limit = '512MB'");
        database.run("SET maintenance_work_mem = '512MB'");
        this.base = database.number("SELECT count(*) FROM event WHERE timeline LIKE '" + timelines + "'");
    }

    /** Adds copies until there are about so many events in all. */
    void to(long count) throws SQLException {
        long all = database.number("SELECT count(*) FROM event");
        long longest = database.number("SELECT max(sequence) FROM timeline WHERE timeline LIKE '" + timelines + "'");
        long copies = Math.round((double) (count - all) / base);
        for (long copy = 1; copy <= copies; copy++) {
            long offset = copy * longest;
            copy("change", copy, offset);
            copy("event", copy, offset);
        }
        // Facets are counted by what was read from the topic.
        awaitFacets();
        database.run("UPDATE facet_count SET count = count * %d".formatted(copies + 1));
        database.run("UPDATE timeline SET events = events * %d, sequence = sequence + %d WHERE timeline LIKE '%s'"
                .formatted(copies + 1, copies * longest, timelines));
        settle();
    }

    private void awaitFacets() throws SQLException {
        while (database.number(UNCOUNTED) > 0) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** Waits until facets are counted, and does what autovacuum would do by itself after a while. */
    void settle() throws SQLException {
        awaitFacets();
        database.run("VACUUM ANALYZE");
        database.run("CHECKPOINT");
    }

    private void copy(String table, long copy, long offset) throws SQLException {
        String columns = database.columns(table);
        String values = columns.replaceAll("\\b(event_id|message_id)\\b", "md5($1::text || " + copy + ")::uuid")
                .replaceAll("\\bsequence\\b", "sequence + " + offset)
                .replaceAll("\\bsource_offset\\b", "source_offset + " + copy * 1_000_000_000L)
                .replaceAll("\\b(earliest|latest)\\b", "$1 + " + copy + " * interval '5 days'")
                // What is stored later was recorded later, and so it lies on the disk.
                .replaceAll("\\b(recorded|revised|superseded)\\b", "$1 + " + copy + " * interval '1 hour'");
        database.run("INSERT INTO %s (%s) SELECT %s FROM %s WHERE timeline LIKE '%s' AND sequence <= %d"
                .formatted(table, columns, values, table, timelines, offset / copy));
    }

    @Override
    public void close() throws SQLException {
        database.close();
    }
}
