package org.annals.timeline.event;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
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
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.annals.timeline.database.Columns;

/** The table of events as they stand. */
@ApplicationScoped
public class EventStore implements PanacheRepositoryBase<Event, UUID> {

    private static final String SAVE = """
            INSERT INTO event (event_id, timeline, source, id, type, sequence, revision, recorded, revised, retracted,
                               earliest, latest)
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (event_id) DO UPDATE SET
                type = excluded.type, sequence = excluded.sequence, revision = excluded.revision,
                revised = excluded.revised, retracted = excluded.retracted,
                earliest = excluded.earliest, latest = excluded.latest
            """;

    private static final String BY_IDS = """
            SELECT event_id, timeline, source, id, type, sequence, revision, recorded, revised, retracted,
                   earliest, latest
            FROM event
            WHERE event_id = ANY (?)
            """;

    /** SQL, not HQL: that binds times inside a row comparison by way of the Julian calendar. */
    private static final String PAGE = """
            SELECT e.event_id, e.timeline, e.source, e.id, e.type, e.sequence, e.revision, e.recorded, e.revised,
                   e.retracted, e.earliest, e.latest, c.data
            FROM event e JOIN change c ON c.timeline = e.timeline AND c.sequence = e.sequence
            WHERE (?::text IS NULL OR e.timeline = ?)
              AND e.type LIKE ?
              AND (NOT e.retracted OR ?)
              AND e.earliest <= ? AND e.latest >= ?
              AND (NOT ? OR (e.earliest >= ? AND e.latest <= ?))
              AND (e.earliest, e.latest, e.recorded, e.event_id) > (?, ?, ?, ?)
            ORDER BY e.earliest, e.latest, e.recorded, e.event_id
            LIMIT ?
            """;

    private static final String ONE = """
            select new org.annals.timeline.event.EventView(e, c.data)
            from Event e join Change c on c.timeline = e.timeline and c.sequence = e.sequence
            where e.eventId = :eventId
            """;

    /** Inserts or replaces a batch in one statement. */
    public void save(Connection connection, Collection<Event> events) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SAVE)) {
            new Columns<>(connection, statement, List.copyOf(events))
                    .bind("uuid", event -> event.eventId)
                    .bind("text", event -> event.timeline)
                    .bind("text", event -> event.source)
                    .bind("text", event -> event.id)
                    .bind("text", event -> event.type)
                    .bind("int8", event -> event.sequence)
                    .bind("int4", event -> event.revision)
                    .bindTimes(event -> event.recorded)
                    .bindTimes(event -> event.revised)
                    .bind("bool", event -> event.retracted)
                    .bindTimes(event -> event.occurred().earliest())
                    .bindTimes(event -> event.occurred().latest());
            statement.executeUpdate();
        }
    }

    /** Those of the events that are stored. */
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

    /** A page in the order of the timeline, with the content of each event. */
    List<EventView> page(EventQuery query, Cursor after, int limit) {
        return getSession().doReturningWork(connection -> page(connection, query, after, limit));
    }

    private static List<EventView> page(Connection connection, EventQuery query, Cursor after, int limit)
            throws SQLException {
        OffsetDateTime from = query.range().earliest().atOffset(ZoneOffset.UTC);
        OffsetDateTime to = query.range().latest().atOffset(ZoneOffset.UTC);
        List<EventView> page = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(PAGE)) {
            statement.setString(1, query.timeline());
            statement.setString(2, query.timeline());
            statement.setString(3, query.typePattern());
            statement.setBoolean(4, query.withRetracted());
            statement.setObject(5, to);
            statement.setObject(6, from);
            statement.setBoolean(7, query.certain());
            statement.setObject(8, from);
            statement.setObject(9, to);
            statement.setObject(10, after.earliest().atOffset(ZoneOffset.UTC));
            statement.setObject(11, after.latest().atOffset(ZoneOffset.UTC));
            statement.setObject(12, after.recorded().atOffset(ZoneOffset.UTC));
            statement.setObject(13, after.eventId());
            statement.setInt(14, limit);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    page.add(new EventView(event(rows), rows.getString(13)));
                }
            }
        }
        return page;
    }

    private static Event event(ResultSet row) throws SQLException {
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
                new Occurred(instant(row, 11), instant(row, 12)));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    Optional<EventView> one(UUID eventId) {
        return getEntityManager()
                .createQuery(ONE, EventView.class)
                .setParameter("eventId", eventId)
                .getResultStream()
                .findFirst();
    }
}
