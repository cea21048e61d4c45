// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;
import org.annals.timeline.database.Sql;
import org.annals.timeline.event.Occurred;

/** The tables of facets that are counted ahead: those of whole timelines, and of all timelines together. */
@ApplicationScoped
class FacetTally {

    /** Changes of one partition that are counted in one transaction. */
    private static final int STEP = 2000;

    /** Replicas count one at a time: what each would count is the same. */
    private static final Sql LOCK = new Sql("SELECT pg_try_advisory_xact_lock(hashtext('facet_count'))");

    /** What was stored after the place up to which facets are counted, in the order of its partition. */
    private static final String UNCOUNTED = """
            SELECT c.source_partition, c.source_offset, c.timeline, c.event_id, c.revision
            FROM place p
            LEFT JOIN facet_place f ON f.source_partition = p.source_partition
            CROSS JOIN LATERAL (
                SELECT * FROM change c
                WHERE c.source_partition = p.source_partition
                  AND c.source_offset >= coalesce(f.next_offset, 0) AND c.source_offset < p.next_offset
                  %s
            ) AS c
            WHERE p.next_offset > coalesce(f.next_offset, 0)
            """;

    /**
     * The facets of each revision that was put in place, once, and of each that it replaced, minus once. Of a date, the
     * smallest part of the calendar in which it surely is.
     */
    private static final String COUNTED = """
            SELECT e.timeline, e.retracted, f.facet, f.value, s.times
            FROM uncounted u
            CROSS JOIN LATERAL (VALUES (u.revision, 1), (u.revision - 1, -1)) AS s (revision, times)
            JOIN event e ON e.event_id = u.event_id AND e.revision = s.revision
            CROSS JOIN LATERAL (
                SELECT e.earliest AT TIME ZONE 'UTC' AS first, e.latest AT TIME ZONE 'UTC' AS last
            ) AS t
            CROSS JOIN LATERAL (
                SELECT 'total' AS facet, '' AS value
                UNION ALL SELECT 'type', e.type
                UNION ALL SELECT 'status', e.status WHERE e.status IS NOT NULL
                UNION ALL SELECT 'actor', actor FROM unnest(e.actors) AS actor
                UNION ALL SELECT 'tag', tag FROM unnest(e.tags) AS tag
                UNION ALL SELECT unit, date_trunc(unit, t.first)::date::text
                FROM (SELECT CASE date_trunc('year', t.last)
                                 WHEN date_trunc('year', t.first) THEN
                                     CASE WHEN date_trunc('day', t.first) = date_trunc('day', t.last) THEN 'day'
                                          WHEN date_trunc('month', t.first) = date_trunc('month', t.last) THEN 'month'
                                          ELSE 'year' END
                             END AS unit) AS exact
                WHERE unit IS NOT NULL AND %s
            ) AS f
            """.formatted(Occurred.IN_CALENDAR);

    private static final Sql ADVANCE = new Sql("""
            WITH uncounted AS MATERIALIZED (%s), counted AS (%s), moved AS (
                INSERT INTO facet_place (source_partition, next_offset)
                SELECT source_partition, max(source_offset) + 1 FROM uncounted GROUP BY source_partition
                ON CONFLICT (source_partition) DO UPDATE SET next_offset = excluded.next_offset
            ), added AS (
                INSERT INTO facet_count AS stored (timeline, facet, value, retracted, count)
                SELECT counts.timeline, facet, value, retracted, sum(times)
                FROM counted CROSS JOIN LATERAL (VALUES (counted.timeline), ('')) AS counts (timeline)
                GROUP BY counts.timeline, facet, value, retracted
                HAVING sum(times) <> 0
                ON CONFLICT (timeline, facet, value, retracted) DO UPDATE SET count = stored.count + excluded.count
            )
            SELECT coalesce(max(of_partition), 0)
            FROM (SELECT count(*) AS of_partition FROM uncounted GROUP BY source_partition) AS partitions
            """.formatted(
            // What one record caused stays together.
            UNCOUNTED.formatted("ORDER BY c.source_offset FETCH FIRST %d ROWS WITH TIES".formatted(STEP)), COUNTED));

    /**
     * Rows of facet, value, day (since 1970) and count, the most frequent values first and the times in their order; as of one moment,
     * however far counting has come.
     */
    static final Sql COUNTS = new Sql(
            """
            WITH uncounted AS MATERIALIZED (%s), counted AS (%s), counts AS (
                SELECT facet, value, sum(count)::bigint AS count
                FROM (SELECT facet, value, retracted, count FROM facet_count WHERE timeline = coalesce(:timeline, '')
                      UNION ALL
                      SELECT facet, value, retracted, times FROM counted) AS parts
                WHERE :withRetracted OR NOT retracted
                GROUP BY facet, value
                HAVING sum(count) > 0
            ), times AS (
                SELECT date_trunc(:unit, value::timestamp)::date AS time, sum(count)::bigint AS count
                FROM counts
                WHERE facet = ANY (CASE lower(:unit) WHEN 'day' THEN '{day}'::text[] WHEN 'month' THEN '{day,month}'
                                                     ELSE '{day,month,year}' END)
                GROUP BY 1
            ), total AS (
                SELECT coalesce((SELECT count FROM counts WHERE facet = 'total'), 0) AS count
            ), ranked AS (
                SELECT facet, value, count, row_number() OVER (PARTITION BY facet ORDER BY count DESC, value) AS rank
                FROM counts WHERE facet IN ('type', 'status', 'actor', 'tag')
            )
            SELECT facet, value, NULL::integer AS day, count, rank FROM ranked WHERE rank <= :maxValues
            UNION ALL
            SELECT 'total', '', NULL, count, 0 FROM total
            UNION ALL
            SELECT 'inexact', '', NULL, total.count - (SELECT coalesce(sum(count), 0) FROM times)::bigint, 0 FROM total
            UNION ALL
            SELECT * FROM (SELECT 'time', NULL, time - date '1970-01-01', count, 0
                           FROM times ORDER BY time LIMIT :maxTimes) AS first
            ORDER BY facet, rank, day
            """.formatted(UNCOUNTED.formatted("AND (:timeline::text IS NULL OR c.timeline = :timeline)"), COUNTED));

    private final DataSource database;

    FacetTally(DataSource database) {
        this.database = database;
    }

    /**
     * Counts some of what is not counted yet.
     *
     * @return whether there may be more; not where another replica is counting
     */
    boolean advance() {
        return QuarkusTransaction.requiringNew().call(() -> {
            try (Connection connection = database.getConnection()) {
                return isTrue(connection, LOCK) && advance(connection) >= STEP;
            }
        });
    }

    private static long advance(Connection connection) throws SQLException {
        try (PreparedStatement statement = ADVANCE.prepare(connection, Map.of());
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static boolean isTrue(Connection connection, Sql sql) throws SQLException {
        try (PreparedStatement statement = sql.prepare(connection, Map.of());
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }
}
