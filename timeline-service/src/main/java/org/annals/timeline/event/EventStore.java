package org.annals.timeline.event;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
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

    private static final String PAGE = """
            select new org.annals.timeline.event.EventView(e, c.data)
            from Event e join Change c on c.timeline = e.timeline and c.sequence = e.sequence
            where (:timeline is null or e.timeline = :timeline)
              and e.type like :type escape '\\'
              and (e.retracted = false or :retracted = true)
              and e.earliest <= :to and e.latest >= :from
              and (:certain = false or (e.earliest >= :from and e.latest <= :to))
              and (e.earliest, e.latest, e.recorded, e.eventId)
                > (:afterEarliest, :afterLatest, :afterRecorded, :afterEventId)
            order by e.earliest, e.latest, e.recorded, e.eventId
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
                    .bindTimes(event -> event.earliest)
                    .bindTimes(event -> event.latest);
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
                    events.add(new Event(
                            rows.getObject(1, UUID.class),
                            rows.getString(2),
                            rows.getString(3),
                            rows.getString(4),
                            rows.getString(5),
                            rows.getLong(6),
                            rows.getInt(7),
                            rows.getObject(8, OffsetDateTime.class).toInstant(),
                            rows.getObject(9, OffsetDateTime.class).toInstant(),
                            rows.getBoolean(10),
                            new Occurred(
                                    rows.getObject(11, OffsetDateTime.class).toInstant(),
                                    rows.getObject(12, OffsetDateTime.class).toInstant())));
                }
            }
        }
        return events;
    }

    /** A page in the order of the timeline, with the content of each event. */
    List<EventView> page(EventQuery query, Cursor after, int limit) {
        return getEntityManager()
                .createQuery(PAGE, EventView.class)
                .setParameter("timeline", query.timeline())
                .setParameter("type", query.typePattern())
                .setParameter("retracted", query.withRetracted())
                .setParameter("from", query.range().earliest())
                .setParameter("to", query.range().latest())
                .setParameter("certain", query.certain())
                .setParameter("afterEarliest", after.earliest())
                .setParameter("afterLatest", after.latest())
                .setParameter("afterRecorded", after.recorded())
                .setParameter("afterEventId", after.eventId())
                .setMaxResults(limit)
                .getResultList();
    }

    Optional<EventView> one(UUID eventId) {
        return getEntityManager()
                .createQuery(ONE, EventView.class)
                .setParameter("eventId", eventId)
                .getResultStream()
                .findFirst();
    }
}
