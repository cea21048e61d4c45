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
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.annals.timeline.access.Viewer;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.database.Columns;
import org.annals.timeline.database.Sql;
import org.jspecify.annotations.Nullable;

/** The table of events: a row for each revision, which tells until when the event stood so. */
@ApplicationScoped
public class EventStore {

    /** Parts the elements of what is bound as one text per row: an array of arrays would have to be rectangular. */
    static final String SEPARATOR = "\u001F";

    /** The columns of an event, to be read by {@link #event}. */
    public static final String COLUMNS = """
            e.event_id, e.timeline, e.source, e.id, e.type, e.sequence, e.revision, e.recorded, e.revised,
            e.retracted, e.earliest, e.latest
            """;

    /** With the words of their names first, in one order, so that two writers wait for each other at most. */
    private static final String INSERT = """
            WITH name_words AS (
                INSERT INTO name_word (word)
                SELECT DISTINCT lexeme
                FROM unnest(?) AS new (names), unnest(to_tsvector('annals', names))
                WHERE length(lexeme) BETWEEN 4 AND 64
                ORDER BY lexeme
                ON CONFLICT DO NOTHING
            )
            INSERT INTO event (event_id, timeline, source, id, type, sequence, revision, recorded, revised, retracted,
                               earliest, latest, status, actors, tags, points, area, terms, words)
            SELECT event_id, timeline, source, id, type, sequence, revision, recorded, revised, retracted,
                   earliest, latest, status, string_to_array(actors, U&'\\001F'), string_to_array(tags, U&'\\001F'),
                   points::point[], area::box, array_to_tsvector(string_to_array(terms, U&'\\001F')),
                   setweight(to_tsvector('annals', title), 'A')
                   || setweight(to_tsvector('annals', summary), 'B')
                   || setweight(to_tsvector('annals', names), 'C')
                   || setweight(to_tsvector('annals', rest), 'D')
                   || CASE WHEN language = 'annals' THEN ''
                      ELSE setweight(to_tsvector(language::regconfig, title), 'A')
                           || setweight(to_tsvector(language::regconfig, summary), 'B')
                           || setweight(to_tsvector(language::regconfig, rest), 'D')
                      END
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              AS new (event_id, timeline, source, id, type, sequence, revision, recorded, revised, retracted,
                      earliest, latest, status, actors, tags, points, area, terms, language, title, summary, names,
                      rest)
            """;

    private static final String SUPERSEDE = """
            UPDATE event SET superseded = new.revised
            FROM unnest(?, ?, ?) AS new (event_id, revision, revised)
            WHERE event.event_id = new.event_id AND event.revision = new.revision - 1
            """;

    /** What is withdrawn is found by what it said. */
    private static final String INHERIT = """
            UPDATE event SET status = previous.status, actors = previous.actors, tags = previous.tags,
                             points = previous.points, area = previous.area, terms = previous.terms,
                             words = previous.words
            FROM unnest(?, ?) AS new (event_id, revision)
            JOIN event previous ON previous.event_id = new.event_id AND previous.revision = new.revision - 1
            WHERE event.event_id = new.event_id AND event.revision = new.revision
            """;

    private static final String BY_IDS = """
            SELECT %s FROM event e WHERE e.event_id = ANY (?) AND e.superseded = 'infinity'
            """.formatted(COLUMNS);

    private static final Sql REVISIONS = new Sql("""
            SELECT %s, c.data
            FROM event e JOIN change c ON c.timeline = e.timeline AND c.sequence = e.sequence
            WHERE e.event_id = :eventId
              AND (:asOf::timestamptz IS NULL OR (e.revised <= :asOf AND e.superseded > :asOf))
              AND %s
            ORDER BY e.revision
            """.formatted(COLUMNS, Viewer.sees("e")));

    private static final Sql STANDING = new Sql("""
            SELECT %s, c.data
            FROM event e JOIN change c ON c.timeline = e.timeline AND c.sequence = e.sequence
            WHERE e.event_id = ANY (:eventIds) AND e.revised <= :asOf AND e.superseded > :asOf AND %s
            """.formatted(COLUMNS, Viewer.sees("e")));

    private static final Sql PREVIOUS = new Sql("""
            SELECT %s, c.data
            FROM unnest(:eventIds, :revisions) AS current (event_id, revision)
            JOIN event e ON e.event_id = current.event_id AND e.revision = current.revision - 1
            JOIN change c ON c.timeline = e.timeline AND c.sequence = e.sequence
            """.formatted(COLUMNS));

    private static final Content NONE =
            new Content(Set.of(), Languages.configuration(""), "", "", "", "", null, Set.of(), Set.of(), List.of());

    private final DataSource database;
    private final Viewers viewers;

    EventStore(DataSource database, Viewers viewers) {
        this.database = database;
        this.viewers = viewers;
    }

    /** Adds revisions, each after the one it replaces. */
    public void append(Connection connection, List<Revision> revisions) throws SQLException {
        insert(connection, revisions);
        List<Revision> later = revisions.stream()
                .filter(revision -> revision.event().revision() > 1)
                .toList();
        if (later.isEmpty()) {
            return;
        }
        supersede(connection, later);
        List<Revision> withdrawn =
                later.stream().filter(revision -> revision.content() == null).toList();
        if (!withdrawn.isEmpty()) {
            inherit(connection, withdrawn);
        }
    }

    private static void insert(Connection connection, List<Revision> revisions) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            statement.setArray(1, connection.createArrayOf("text", names(revisions)));
            Columns<Revision> columns = new Columns<>(connection, statement, revisions, 1)
                    .bind("uuid", revision -> revision.event().eventId())
                    .bind("text", revision -> revision.event().timeline())
                    .bind("text", revision -> revision.event().source())
                    .bind("text", revision -> revision.event().id())
                    .bind("text", revision -> revision.event().type())
                    .bind("int8", revision -> revision.event().sequence())
                    .bind("int4", revision -> revision.event().revision())
                    .bindTimes(revision -> revision.event().recorded())
                    .bindTimes(revision -> revision.event().revised())
                    .bind("bool", revision -> revision.event().retracted())
                    .bindTimes(revision -> revision.event().occurred().earliest())
                    .bindTimes(revision -> revision.event().occurred().latest());
            bind(columns, Content::status);
            bind(columns, content -> String.join(SEPARATOR, content.actors()));
            bind(columns, content -> String.join(SEPARATOR, content.tags()));
            bind(columns, EventStore::points);
            bind(columns, EventStore::area);
            bind(columns, content -> String.join(SEPARATOR, content.terms()));
            bind(columns, Content::language);
            bind(columns, Content::title);
            bind(columns, Content::summary);
            bind(columns, Content::names);
            bind(columns, Content::rest);
            statement.executeUpdate();
        }
    }

    private static void bind(Columns<Revision> columns, Function<Content, @Nullable Object> column)
            throws SQLException {
        columns.bind("text", revision -> column.apply(revision.content() == null ? NONE : revision.content()));
    }

    private static Object[] names(List<Revision> revisions) {
        return revisions.stream()
                .map(Revision::content)
                .filter(content -> content != null && !content.names().isBlank())
                .map(Content::names)
                .distinct()
                .toArray();
    }

    private static void supersede(Connection connection, List<Revision> later) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SUPERSEDE)) {
            new Columns<>(connection, statement, later)
                    .bind("uuid", revision -> revision.event().eventId())
                    .bind("int4", revision -> revision.event().revision())
                    .bindTimes(revision -> revision.event().revised());
            statement.executeUpdate();
        }
    }

    private static void inherit(Connection connection, List<Revision> withdrawn) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INHERIT)) {
            new Columns<>(connection, statement, withdrawn)
                    .bind("uuid", revision -> revision.event().eventId())
                    .bind("int4", revision -> revision.event().revision());
            statement.executeUpdate();
        }
    }

    private static String points(Content content) {
        return content.points().stream()
                .map(point -> "\"(" + point.longitude() + "," + point.latitude() + ")\"")
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static @Nullable String area(Content content) {
        if (content.points().isEmpty()) {
            return null;
        }
        var longitudes =
                content.points().stream().mapToDouble(Content.Point::longitude).summaryStatistics();
        var latitudes =
                content.points().stream().mapToDouble(Content.Point::latitude).summaryStatistics();
        return "(%s,%s),(%s,%s)"
                .formatted(longitudes.getMin(), latitudes.getMin(), longitudes.getMax(), latitudes.getMax());
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

    /** The event of a row that begins with {@link #COLUMNS}. */
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
                new Occurred(instant(row, 11), instant(row, 12)));
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
