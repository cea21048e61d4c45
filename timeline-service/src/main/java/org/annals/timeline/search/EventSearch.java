// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import static java.util.Objects.requireNonNull;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.annals.timeline.access.Viewer;
import org.annals.timeline.database.Sql;
import org.annals.timeline.event.Event;
import org.annals.timeline.event.EventStore;
import org.annals.timeline.event.EventView;
import org.annals.timeline.event.Occurred;
import org.annals.timeline.story.Snapshot;
import org.jspecify.annotations.Nullable;

/** Finds events. Every filter is a condition on an index; those that are not given are null and cost nothing. */
@ApplicationScoped
public class EventSearch {

    /** What filters ask of one revision, whenever it stood, but for the range of occurred time. */
    static final String FILTERS = """
            ((:timeline::text IS NULL AND e.revision > 0) OR e.timeline = :timeline)
            AND (:terms::tsquery IS NULL OR e.terms @@ :terms::tsquery)
            AND (:words::tsquery IS NULL OR e.words @@ :words::tsquery)
            AND (:eastward::box IS NULL
                 OR ((e.area && :eastward::box OR e.area && :westward::box)
                     AND EXISTS (SELECT FROM unnest(e.points) AS p
                                 WHERE p <@ :eastward::box OR p <@ :westward::box)))
            AND (:withRetracted OR NOT e.retracted)
            AND (NOT :certain OR (e.earliest >= :from AND e.latest <= :to))
            AND %s
            """.formatted(Viewer.sees("e"));

    /** Whether what a record caused is part of the snapshot of all timelines. */
    private static final String AMONG_OFFSETS = "%2$s < coalesce((:nextOffsets::bigint[])[%1$s + 1], 0)";

    /**
     * Whether the revision was stored in the snapshot, and stood in it. The planner is to take it for true, as it is of most
     * rows: from the columns it would expect few rows of any timeline but the longest.
     */
    private static final String STANDS = """
            nullif(
                CASE WHEN :lastSequence::bigint IS NOT NULL THEN e.sequence <= :lastSequence
                     WHEN :nextOffsets::bigint[] IS NOT NULL THEN e.source_offset IS NULL OR %s
                     ELSE true END
                AND (e.superseded > :asOf
                     OR CASE WHEN :lastSequence::bigint IS NOT NULL THEN e.superseded_sequence > :lastSequence
                             ELSE :nextOffsets::bigint[] IS NOT NULL AND NOT (%s) END),
                false) IS NOT NULL
            """.formatted(
                    AMONG_OFFSETS.formatted("e.source_partition", "e.source_offset"),
                    AMONG_OFFSETS.formatted("e.superseded_partition", "e.superseded_offset"));

    /** Whether a change is part of the snapshot. */
    static final String STORED = """
            CASE WHEN :lastSequence::bigint IS NOT NULL THEN c.sequence <= :lastSequence
                 WHEN :nextOffsets::bigint[] IS NOT NULL THEN %s
                 ELSE true END
            """.formatted(AMONG_OFFSETS.formatted("c.source_partition", "c.source_offset"));

    /** All conditions but the range of occurred time. */
    static final String MATCHES = FILTERS + "AND e.revised <= :asOf AND " + STANDS;

    /** The timeline as the index of spans has it, which is of use for nothing else. */
    private static final String IN_TIMELINE = "(:timeline::text IS NULL OR e.timeline || '' = :timeline)";

    static final String OVERLAPS = "(:always OR (e.span && tstzrange(:from, :to, '[]') AND %s))".formatted(IN_TIMELINE);

    /**
     * So many matches are ranked, those recorded last: to rank all that have a common word takes seconds among a million
     * events. Twice as many take twice as long where they are found by walking from the last event on.
     */
    private static final int RANKED = 500;

    /**
     * To walk from the last event on is cheaper than the connection's settings say (application.properties), as events lie
     * on the disk in the order in which they were recorded: 27 ms instead of 40 to 130 for a word of 14 000 in a million.
     */
    private static final String WALK_IN_ORDER = "SET LOCAL effective_cache_size = '1GB'";

    private static final String PAGE = """
            SELECT %s, e.rank, c.data
            FROM (%s) AS e
            JOIN change c ON c.timeline = e.timeline AND c.sequence = e.sequence
            ORDER BY %s
            """;

    private static final Map<Order, Sql> PAGES = Map.of(
            Order.OCCURRED,
            occurred(
                    "(e.earliest, e.latest, e.recorded, e.event_id) > (:earliest, :latest, :recorded, :eventId)",
                    "e.earliest, e.latest, e.recorded, e.event_id"),
            Order.OCCURRED_DESCENDING,
            occurred(
                    "(e.earliest, e.latest, e.recorded, e.event_id) < (:earliest, :latest, :recorded, :eventId)",
                    "e.earliest DESC, e.latest DESC, e.recorded DESC, e.event_id DESC"),
            Order.RECORDED,
            page("(e.recorded, e.event_id) > (:recorded, :eventId)", "e.recorded, e.event_id"),
            Order.RECORDED_DESCENDING,
            page("(e.recorded, e.event_id) < (:recorded, :eventId)", "e.recorded DESC, e.event_id DESC"),
            Order.REVISED,
            page("(e.revised, e.event_id) > (:revised, :eventId)", "e.revised, e.event_id"),
            Order.REVISED_DESCENDING,
            page("(e.revised, e.event_id) < (:revised, :eventId)", "e.revised DESC, e.event_id DESC"),
            Order.RELEVANCE,
            relevance());

    private final DataSource database;

    EventSearch(DataSource database) {
        this.database = database;
    }

    private static Sql page(String after, String order) {
        String rows = "SELECT %s, 0::real AS rank FROM event e WHERE %s AND %s AND %s ORDER BY %s LIMIT :limit"
                .formatted(EventStore.COLUMNS, MATCHES, OVERLAPS, after, order);
        return new Sql(PAGE.formatted(EventStore.ANSWERED, rows, order));
    }

    private static Sql relevance() {
        String last =
                "SELECT %s, e.words FROM event e WHERE %s AND %s ORDER BY e.recorded DESC, e.event_id DESC LIMIT %d"
                        .formatted(EventStore.COLUMNS, MATCHES, OVERLAPS, RANKED);
        String ranked = "SELECT %s, ts_rank(e.words, :words::tsquery) AS rank FROM (%s) AS e"
                .formatted(EventStore.COLUMNS, last);
        String order = "rank DESC, e.event_id";
        String rows = """
                SELECT * FROM (%s) AS e
                WHERE e.rank < :rank OR (e.rank = :rank AND e.event_id > :eventId)
                ORDER BY %s LIMIT :limit
                """.formatted(ranked, order);
        return new Sql(PAGE.formatted(EventStore.ANSWERED, rows, order));
    }

    /**
     * In two parts: what began before the range and reaches into it, and what begins in it. The second alone is a range
     * of the index that has the order; together they would be none.
     */
    private static Sql occurred(String after, String order) {
        String part = "(SELECT %s, 0::real AS rank FROM event e WHERE %s AND %s AND %s ORDER BY %s LIMIT :limit)";
        String reachesIn = part.formatted(
                EventStore.COLUMNS, MATCHES, "e.earliest < :from AND e.span @> :from AND " + IN_TIMELINE, after, order);
        String begins = part.formatted(EventStore.COLUMNS, MATCHES, "e.earliest BETWEEN :from AND :to", after, order);
        String rows =
                "SELECT * FROM (%s UNION ALL %s) AS e ORDER BY %s LIMIT :limit".formatted(reachesIn, begins, order);
        return new Sql(PAGE.formatted(EventStore.ANSWERED, rows, order));
    }

    /** The events that follow the cursor. */
    public List<Hit> page(EventQuery query, Cursor after, int limit) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return query.order() == Order.RELEVANCE
                    ? ranked(connection, query, after, limit)
                    : page(connection, query, after, limit);
        }
    }

    private static List<Hit> ranked(Connection connection, EventQuery query, Cursor after, int limit)
            throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(WALK_IN_ORDER);
            List<Hit> page = page(connection, query, after, limit);
            connection.rollback();
            return page;
        }
    }

    /** The events at the cursor, which may ask for those before it, and the cursors of the pages around them. */
    public Slice slice(EventQuery query, Cursor at, int limit) throws SQLException {
        Order reversed = query.order().reversed();
        if (at.backward() && reversed != null) {
            List<Hit> before = page(query.in(reversed), at, limit + 1);
            if (before.size() > limit) {
                List<Hit> hits = new ArrayList<>(before.subList(0, limit));
                Collections.reverse(hits);
                return new Slice(hits, previous(query, hits), next(query, hits));
            }
        }
        Cursor start = at.backward() ? query.order().start() : at;
        List<Hit> found = page(query, start, limit + 1);
        boolean more = found.size() > limit;
        List<Hit> hits = more ? found.subList(0, limit) : found;
        boolean first = reversed == null || start.equals(query.order().start());
        return new Slice(hits, first ? null : previous(query, hits), more ? next(query, hits) : null);
    }

    private static @Nullable String previous(EventQuery query, List<Hit> hits) {
        return hits.isEmpty() ? null : hits.get(0).cursor().back().encode(query);
    }

    private static String next(EventQuery query, List<Hit> hits) {
        return hits.get(hits.size() - 1).cursor().encode(query);
    }

    private static List<Hit> page(Connection connection, EventQuery query, Cursor after, int limit)
            throws SQLException {
        List<Hit> page = new ArrayList<>();
        try (PreparedStatement statement =
                        sql(query.order()).prepare(connection, pageValues(connection, query, after, limit));
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Event event = EventStore.event(rows);
                page.add(new Hit(EventView.of(event, rows.getString("data")), Cursor.at(event, rows.getFloat("rank"))));
            }
        }
        return page;
    }

    static Sql sql(Order order) {
        return requireNonNull(PAGES.get(order));
    }

    static Map<String, @Nullable Object> pageValues(Connection connection, EventQuery query, Cursor after, int limit)
            throws SQLException {
        Map<String, @Nullable Object> values = values(connection, query);
        values.put("earliest", time(after.earliest()));
        values.put("latest", time(after.latest()));
        values.put("recorded", time(after.recorded()));
        values.put("revised", time(after.revised()));
        values.put("eventId", after.eventId());
        values.put("rank", after.rank());
        values.put("limit", limit);
        return values;
    }

    /** The values of what {@link #MATCHES} and {@link #OVERLAPS} name. */
    static Map<String, @Nullable Object> values(Connection connection, EventQuery query) throws SQLException {
        Map<String, @Nullable Object> values = new HashMap<>();
        query.viewer().bind(values);
        values.put("timeline", query.timeline());
        values.put("terms", query.terms());
        values.put("words", query.words() == null ? null : FullText.query(connection, query));
        values.put("eastward", query.area() == null ? null : query.area().eastward());
        values.put("westward", query.area() == null ? null : query.area().westward());
        values.put("from", time(query.range().earliest()));
        values.put("to", time(query.range().latest()));
        values.put("always", query.range().equals(Occurred.ALWAYS));
        values.put("certain", query.certain());
        values.put("withRetracted", query.withRetracted());
        values.put("asOf", time(query.asOf()));
        Snapshot snapshot = query.snapshot();
        values.put("lastSequence", snapshot == null ? null : snapshot.sequence());
        values.put("nextOffsets", snapshot == null ? null : snapshot.offsets());
        return values;
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
