// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.annals.timeline.database.Sql;
import org.annals.timeline.event.Occurred;
import org.annals.timeline.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Counts events by type, status, actor, tag and time: those that a query finds, or ahead of any query, all of them. */
@ApplicationScoped
public class FacetCounter {

    /** Part of the calendar, and how it is written: as EDTF. */
    public enum Unit {
        YEAR("uuuu"),
        MONTH("uuuu-MM"),
        DAY("uuuu-MM-dd");

        private static final int LAST_YEAR = 9999;

        private final DateTimeFormatter format;

        Unit(String format) {
            this.format = DateTimeFormatter.ofPattern(format);
        }

        /** The part that begins with a day; null where EDTF can't write it: it has no months after the year 9999. */
        private @Nullable String text(LocalDate first) {
            if (first.getYear() <= LAST_YEAR) {
                return format.format(first);
            }
            return this == YEAR ? "Y" + first.getYear() : null;
        }

        static Unit of(@Nullable String text) {
            return Arrays.stream(values())
                    .filter(unit -> unit.name().toLowerCase(Locale.ROOT).equals(text == null ? "month" : text))
                    .findFirst()
                    .orElseThrow(() -> ProblemException.badRequest(
                            "invalid-parameter", "by must be year, month or day, not " + text + "."));
        }
    }

    /** Of values, the most frequent ones; of times, the first ones. */
    private static final int MAX_VALUES = 100;

    private static final int MAX_TIMES = 5000;

    private static final Sql COUNTS =
            new Sql("""
            WITH found AS MATERIALIZED (
                SELECT e.type, e.status, e.actors, e.tags,
                       date_trunc(:unit, e.earliest AT TIME ZONE 'UTC') AS first,
                       date_trunc(:unit, e.latest AT TIME ZONE 'UTC') AS last,
                       %s AS in_calendar
                FROM event e
                WHERE %s AND %s
            ), counted AS (
                SELECT 'total' AS facet, '' AS value, count(*) AS count FROM found
                UNION ALL SELECT 'type', type, count(*) FROM found GROUP BY type
                UNION ALL SELECT 'status', status, count(*) FROM found WHERE status IS NOT NULL GROUP BY status
                UNION ALL SELECT 'actor', actor, count(*) FROM found, unnest(actors) AS actor GROUP BY actor
                UNION ALL SELECT 'tag', tag, count(*) FROM found, unnest(tags) AS tag GROUP BY tag
                UNION ALL SELECT 'inexact', '', count(*) FROM found WHERE first <> last OR NOT in_calendar
            ), ranked AS (
                SELECT facet, value, count, row_number() OVER (PARTITION BY facet ORDER BY count DESC, value) AS rank
                FROM counted
            ), times AS (
                SELECT first::date AS time, count(*) AS count FROM found WHERE first = last AND in_calendar
                GROUP BY first ORDER BY first LIMIT :maxTimes
            )
            SELECT facet, value, NULL::integer AS day, count, rank FROM ranked WHERE rank <= :maxValues
            UNION ALL
            SELECT 'time', NULL, time - date '1970-01-01', count, 0 FROM times
            ORDER BY facet, rank, day
            """.formatted(Occurred.IN_CALENDAR, EventSearch.MATCHES, EventSearch.OVERLAPS));

    private final DataSource database;

    FacetCounter(DataSource database) {
        this.database = database;
    }

    public Facets count(EventQuery query, Unit unit) throws SQLException {
        Map<String, List<Facets.Count>> counts = new HashMap<>();
        long untold = 0;
        try (Connection connection = database.getConnection()) {
            Map<String, @Nullable Object> values = EventSearch.values(connection, query);
            values.put("unit", unit.name());
            values.put("maxValues", MAX_VALUES);
            values.put("maxTimes", MAX_TIMES);
            Sql sql = query.isWhole() ? FacetTally.COUNTS : COUNTS;
            try (PreparedStatement statement = sql.prepare(connection, values);
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Integer day = rows.getObject("day", Integer.class);
                    long count = rows.getLong("count");
                    String value = day == null ? rows.getString("value") : unit.text(LocalDate.ofEpochDay(day));
                    if (value == null) {
                        untold += count;
                        continue;
                    }
                    counts.computeIfAbsent(rows.getString("facet"), facet -> new ArrayList<>())
                            .add(new Facets.Count(value, count));
                }
            }
        }
        return new Facets(
                only(counts, "total"),
                of(counts, "type"),
                of(counts, "status"),
                of(counts, "actor"),
                of(counts, "tag"),
                of(counts, "time"),
                only(counts, "inexact") + untold);
    }

    private static List<Facets.Count> of(Map<String, List<Facets.Count>> counts, String facet) {
        return counts.getOrDefault(facet, List.of());
    }

    private static long only(Map<String, List<Facets.Count>> counts, String facet) {
        return of(counts, facet).get(0).count();
    }
}
