// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.annals.timeline.access.Viewer;
import org.annals.timeline.change.ChangeView;
import org.annals.timeline.database.Sql;
import org.annals.timeline.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Finds changes in the order in which they were stored. */
@ApplicationScoped
public class ChangeSearch {

    /**
     * A change, and where it is.
     *
     * @param offset in the partition of annals.events, of the record that caused it
     * @param change null where the query does not find it
     */
    public record Found(
            String timeline,
            long sequence,
            int partition,
            long offset,
            @Nullable ChangeView change) {}

    /** A change is found by what it says or by what was said before, so that a reader learns what became of an event. */
    private static final String FOUND =
            """
            SELECT next.timeline, next.sequence AS place, next.source_partition, next.source_offset, c.*
            FROM (%%s) AS next
            -- Looked up for each, as the limit tells the planner: there are few, whatever it takes them for.
            LEFT JOIN LATERAL (
                SELECT %s FROM change c
                WHERE c.timeline = next.timeline AND c.sequence = next.sequence
                  AND %s
                  AND (:every OR EXISTS (
                        SELECT FROM event e
                        WHERE e.event_id = c.event_id AND e.revision <= c.revision
                          AND %s AND %s))
                LIMIT 1) AS c ON true
            ORDER BY %%s
            """.formatted(ChangeView.COLUMNS, Viewer.sees("c"), EventSearch.FILTERS, EventSearch.OVERLAPS);

    private static final Sql OF_TIMELINE = new Sql(FOUND.formatted("""
            SELECT timeline, sequence, source_partition, source_offset
            FROM change WHERE timeline = :timeline AND sequence > :after ORDER BY sequence LIMIT :limit
            """, "next.sequence"));

    /**
     * Each partition is stored in its order, so that nothing appears before a place in it once something after it was
     * seen. Partitions are merged by recorded time; within one, what is recorded never counts as earlier than what is
     * before it.
     */
    private static final Sql OF_ALL =
            new Sql(FOUND.formatted("""
            SELECT c.*, max(c.recorded) OVER (
                       PARTITION BY c.source_partition ORDER BY c.source_offset, c.sequence) AS merged
            FROM place p
            LEFT JOIN unnest(:partitions::integer[], :offsets::bigint[], :sequences::bigint[])
              AS known (source_partition, source_offset, sequence) USING (source_partition)
            CROSS JOIN LATERAL (
                SELECT timeline, sequence, source_partition, source_offset, recorded FROM change
                WHERE source_partition = p.source_partition
                  AND (source_offset, sequence)
                      > (coalesce(known.source_offset, -1), coalesce(known.sequence, 0))
                ORDER BY source_offset, sequence
                LIMIT :limit) AS c
            ORDER BY merged, c.source_partition, c.source_offset, c.sequence
            LIMIT :limit
            """, "next.merged, next.source_partition, next.source_offset, next.sequence"));

    private static final Sql ENDS = new Sql("SELECT source_partition, next_offset - 1 FROM place");

    /** Where a place names what is not stored. A sequence that is none stands for all that the record caused. */
    private static final Sql NOT_REACHED = new Sql("""
            SELECT FROM unnest(:partitions::integer[], :offsets::bigint[], :sequences::bigint[])
                AS known (source_partition, source_offset, sequence)
            LEFT JOIN place p USING (source_partition)
            WHERE known.source_offset >= coalesce(p.next_offset, 0)
               OR (known.sequence <> %d
                   AND NOT EXISTS (SELECT FROM change c
                                   WHERE c.source_partition = known.source_partition
                                     AND c.source_offset = known.source_offset AND c.sequence = known.sequence))
            LIMIT 1
            """.formatted(Long.MAX_VALUE));

    private static final Sql SEES =
            new Sql("SELECT FROM timeline t WHERE t.timeline = :timeline AND " + Viewer.sees("t"));

    private final DataSource database;

    ChangeSearch(DataSource database) {
        this.database = database;
    }

    /** The next changes of the query's timeline after a sequence, those that it does not find included. */
    public List<Found> page(EventQuery query, long after, int limit) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Map<String, @Nullable Object> values = values(connection, query, limit);
            values.put("after", after);
            return read(connection, OF_TIMELINE, values);
        }
    }

    /** The next changes of all timelines after a place, those that the query does not find included. */
    public List<Found> page(EventQuery query, Place after, int limit) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Map<String, @Nullable Object> values = values(connection, query, limit);
            bind(values, connection, after);
            return read(connection, OF_ALL, values);
        }
    }

    /** Whether the query's timeline is still one for whoever asked: it may have become private. */
    public boolean sees(EventQuery query) throws SQLException {
        if (query.viewer().seesAll()) {
            return true;
        }
        Map<String, @Nullable Object> values = new HashMap<>();
        query.viewer().bind(values);
        values.put("timeline", query.timeline());
        try (Connection connection = database.getConnection();
                PreparedStatement statement = SEES.prepare(connection, values);
                ResultSet rows = statement.executeQuery()) {
            return rows.next();
        }
    }

    /** After all that is stored. */
    public Place end() throws SQLException {
        Place end = Place.START;
        try (Connection connection = database.getConnection();
                PreparedStatement statement = ENDS.prepare(connection, Map.of());
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                end = end.after(rows.getInt(1), rows.getLong(2), Long.MAX_VALUE);
            }
        }
        return end;
    }

    /** Refuses a place that is beyond what is stored, or that is none here: it is of another database. */
    public void requireReached(Place place) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Map<String, @Nullable Object> values = new HashMap<>();
            bind(values, connection, place);
            try (PreparedStatement statement = NOT_REACHED.prepare(connection, values);
                    ResultSet rows = statement.executeQuery()) {
                if (rows.next()) {
                    throw ProblemException.badRequest(
                            "invalid-parameter",
                            "Last-Event-ID or after names what is not stored here: it is from elsewhere, or from before a"
                                    + " database was restored. Leave it out to begin with what is stored next.");
                }
            }
        }
    }

    private static void bind(Map<String, @Nullable Object> values, Connection connection, Place place)
            throws SQLException {
        values.put("partitions", connection.createArrayOf("int4", place.partitions()));
        values.put("offsets", connection.createArrayOf("int8", place.offsets()));
        values.put("sequences", connection.createArrayOf("int8", place.sequences()));
    }

    private static Map<String, @Nullable Object> values(Connection connection, EventQuery query, int limit)
            throws SQLException {
        Map<String, @Nullable Object> values = new HashMap<>(EventSearch.values(connection, query));
        values.put("every", query.findsAll());
        values.put("limit", limit);
        return values;
    }

    private static List<Found> read(Connection connection, Sql sql, Map<String, @Nullable Object> values)
            throws SQLException {
        List<Found> page = new ArrayList<>();
        try (PreparedStatement statement = sql.prepare(connection, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                page.add(new Found(
                        rows.getString("timeline"),
                        rows.getLong("place"),
                        rows.getInt("source_partition"),
                        rows.getLong("source_offset"),
                        rows.getBytes("hash") != null ? ChangeView.of(rows) : null));
            }
        }
        return page;
    }
}
