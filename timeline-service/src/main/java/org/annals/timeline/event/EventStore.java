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
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.annals.timeline.access.Viewer;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.database.Sql;
import org.annals.timeline.database.Times;
import org.jspecify.annotations.Nullable;

/** Reads the table of events: a row for each revision, which tells until when the event stood so. */
@ApplicationScoped
public class EventStore {

    /** The columns of an event, for queries within others. */
    public static final String COLUMNS = """
            e.event_id, e.timeline, e.source, e.id, e.type, e.sequence, e.revision, e.recorded, e.revised,
            e.retracted, e.earliest, e.latest
            """;

    /** The columns of an event, to be read by {@link #event}. */
    public static final String ANSWERED = """
            e.event_id, e.timeline, e.source, e.id, e.type, e.sequence, e.revision, e.recorded, e.revised,
            e.retracted, %s, %s
            """.formatted(Times.seconds("e.earliest"), Times.seconds("e.latest"));

    private static final String BY_IDS = """
            SELECT %s FROM event e WHERE e.event_id = ANY (?) AND e.superseded = 'infinity'
            """.formatted(ANSWERED);

    private static final Sql REVISIONS = new Sql("""
            SELECT %s, c.data
            FROM event e JOIN change c ON c.timeline = e.timeline AND c.sequence = e.sequence
            WHERE e.event_id = :eventId
              AND (:asOf::timestamptz IS NULL OR (e.revised <= :asOf AND e.superseded > :asOf))
              AND %s
            ORDER BY e.revision
            """.formatted(ANSWERED, Viewer.sees("e")));

    private static final Sql STANDING = new Sql("""
            SELECT %s, c.data
            FROM event e JOIN change c ON c.timeline = e.timeline AND c.sequence = e.sequence
            WHERE e.event_id = ANY (:eventIds) AND e.revised <= :asOf AND e.superseded > :asOf AND %s
            """.formatted(ANSWERED, Viewer.sees("e")));

    private static final Sql PREVIOUS = new Sql("""
            SELECT %s, c.data
            FROM unnest(:eventIds, :revisions) AS current (event_id, revision)
            JOIN event e ON e.event_id = current.event_id AND e.revision = current.revision - 1
            JOIN change c ON c.timeline = e.timeline AND c.sequence = e.sequence
            """.formatted(ANSWERED));

    private final DataSource database;
    private final Viewers viewers;

    EventStore(DataSource database, Viewers viewers) {
        this.database = database;
        this.viewers = viewers;
    }

    /** Those of the events that are stored, as they stand. */
    public List<Event> byIds(Connection connection, Collection<UUID> eventIds) throws SQLException {
        List<Event> events = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(BY_IDS)) {
            statement.setArray(1, connection.createArrayOf("uuid", eventIds.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    events.add(event(rows));
                }
            }
        }
        return events;
    }

    /** All revisions of an event, the first one first; none where there is no such event for whoever asks. */
    public List<EventView> revisions(UUID eventId) throws SQLException {
        return revisions(eventId, null);
    }

    /** An event as it stood at a time. */
    public Optional<EventView> one(UUID eventId, Instant asOf) throws SQLException {
        return revisions(eventId, asOf.atOffset(ZoneOffset.UTC)).stream().findFirst();
    }

    private List<EventView> revisions(UUID eventId, @Nullable OffsetDateTime asOf) throws SQLException {
        Map<String, @Nullable Object> values = new HashMap<>();
        viewers.current().bind(values);
        values.put("eventId", eventId);
        values.put("asOf", asOf);
        List<EventView> revisions = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = REVISIONS.prepare(connection, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                revisions.add(EventView.of(event(rows), rows.getString("data")));
            }
        }
        return revisions;
    }

    /** Those of the events that there were at a time, as they stood. */
    public Map<UUID, EventView> standing(Collection<UUID> eventIds, Instant asOf) throws SQLException {
        if (eventIds.isEmpty()) {
            return Map.of();
        }
        try (Connection connection = database.getConnection()) {
            Map<String, @Nullable Object> values = new HashMap<>();
            viewers.current().bind(values);
            values.put("eventIds", connection.createArrayOf("uuid", eventIds.toArray()));
            values.put("asOf", asOf.atOffset(ZoneOffset.UTC));
            return byId(STANDING, connection, values);
        }
    }

    /** The revision before each, of those that have one. */
    public Map<UUID, EventView> previous(Collection<EventView> events) throws SQLException {
        List<EventView> revised =
                events.stream().filter(event -> event.revision() > 1).toList();
        if (revised.isEmpty()) {
            return Map.of();
        }
        try (Connection connection = database.getConnection()) {
            Map<String, @Nullable Object> values = new HashMap<>();
            values.put(
                    "eventIds",
                    connection.createArrayOf(
                            "uuid", revised.stream().map(EventView::eventId).toArray()));
            values.put(
                    "revisions",
                    connection.createArrayOf(
                            "int4", revised.stream().map(EventView::revision).toArray()));
            return byId(PREVIOUS, connection, values);
        }
    }

    private static Map<UUID, EventView> byId(Sql sql, Connection connection, Map<String, @Nullable Object> values)
            throws SQLException {
        Map<UUID, EventView> events = new HashMap<>();
        try (PreparedStatement statement = sql.prepare(connection, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                EventView event = EventView.of(event(rows), rows.getString("data"));
                events.put(event.eventId(), event);
            }
        }
        return events;
    }

    /** The event of a row that begins with {@link #ANSWERED}. */
    public static Event event(ResultSet row) throws SQLException {
        return new Event(
                row.getObject(1, UUID.class),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getLong(6),
                row.getInt(7),
                instant(row, 8),
                instant(row, 9),
                row.getBoolean(10),
                new Occurred(Times.instant(row, 11), Times.instant(row, 12)));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
