// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.annals.timeline.access.Viewer;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.database.Sql;
import org.jspecify.annotations.Nullable;

/** Follows links between events as they stood, in both directions. What was withdrawn links to nothing any more. */
@ApplicationScoped
class LinkStore {

    private static final String ORDER = "e.earliest, e.latest, e.recorded, e.event_id";

    private static final String STANDING =
            """
            SELECT %1$s, c.data
            FROM (SELECT %2$s FROM event e
                  WHERE %%s AND e.revised <= :asOf AND e.superseded > :asOf AND %4$s
                  ORDER BY %3$s LIMIT :limit) AS e
            JOIN change c ON c.timeline = e.timeline AND c.sequence = e.sequence
            ORDER BY %3$s
            """.formatted(EventStore.ANSWERED, EventStore.COLUMNS, ORDER, Viewer.sees("e"));

    private static final Sql EVENTS = new Sql(STANDING.formatted("e.event_id = ANY (:eventIds::uuid[])"));

    private static final Sql LINKING = new Sql(STANDING.formatted("e.terms @@ :terms::tsquery AND NOT e.retracted"));

    private final DataSource database;
    private final Viewers viewers;

    LinkStore(DataSource database, Viewers viewers) {
        this.database = database;
        this.viewers = viewers;
    }

    /** Those of the events that are there now, withdrawn or not, at most so many. */
    List<EventView> events(Collection<UUID> eventIds, int limit) throws SQLException {
        return eventIds.isEmpty()
                ? List.of()
                : read(EVENTS, Map.of("eventIds", array(eventIds), "asOf", time(Occurred.MAX), "limit", limit));
    }

    /** The events that are linked to any of the given ones in any of the given ways, at most so many. */
    List<EventView> linkingTo(Collection<UUID> eventIds, Collection<Link.Rel> rels, int limit) throws SQLException {
        return linkingTo(eventIds, rels, Occurred.MAX, limit);
    }

    /** The events that were linked to any of the given ones, as it was known at a time. */
    List<EventView> linkingTo(Collection<UUID> eventIds, Collection<Link.Rel> rels, Instant asOf, int limit)
            throws SQLException {
        return eventIds.isEmpty()
                ? List.of()
                : read(LINKING, Map.of("terms", Terms.anyLink(rels, eventIds), "asOf", time(asOf), "limit", limit));
    }

    /** The links of an event as it stands. */
    static List<Link> linksOf(EventView event) {
        return Link.of(event.timeline(), event.source(), event.tree());
    }

    private List<EventView> read(Sql sql, Map<String, @Nullable Object> asked) throws SQLException {
        Map<String, @Nullable Object> values = new HashMap<>(asked);
        viewers.current().bind(values);
        List<EventView> events = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = sql.prepare(connection, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                events.add(EventView.of(EventStore.event(rows), rows.getString("data")));
            }
        }
        return events;
    }

    private static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String array(Collection<UUID> eventIds) {
        return eventIds.stream().map(UUID::toString).collect(Collectors.joining(",", "{", "}"));
    }
}
