// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.annals.timeline.database.Columns;
import org.jspecify.annotations.Nullable;

/** Writes the table of events: a row for each revision, which tells until when the event stood so. */
@ApplicationScoped
public class RevisionStore {

    /** Parts the elements of what is bound as one text per row: an array of arrays would have to be rectangular. */
    static final String SEPARATOR = "\u001F";

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
                               source_partition, source_offset, earliest, latest, status, actors, tags, points, area,
                               terms, words)
            SELECT event_id, timeline, source, id, type, sequence, revision, recorded, revised, retracted,
                   source_partition, source_offset, earliest, latest, status, string_to_array(actors, U&'\\001F'), string_to_array(tags, U&'\\001F'),
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
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
              AS new (event_id, timeline, source, id, type, sequence, revision, recorded, revised, retracted,
                      source_partition, source_offset, earliest, latest, status, actors, tags, points, area, terms, language, title, summary, names,
                      rest)
            """;

    private static final String SUPERSEDE = """
            UPDATE event SET superseded = new.revised, superseded_sequence = new.sequence,
                             superseded_partition = new.source_partition, superseded_offset = new.source_offset
            FROM unnest(?, ?, ?, ?, ?, ?)
              AS new (event_id, revision, revised, sequence, source_partition, source_offset)
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

    private static final Content NONE =
            new Content(Set.of(), Languages.configuration(""), "", "", "", "", null, Set.of(), Set.of(), List.of());

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
                    .bind("int4", Revision::partition)
                    .bind("int8", Revision::offset)
                    .bindTimes(revision -> revision.event().occurred().earliest())
                    .bindTimes(revision -> revision.event().occurred().latest());
            bind(columns, Content::status);
            bind(columns, content -> String.join(SEPARATOR, content.actors()));
            bind(columns, content -> String.join(SEPARATOR, content.tags()));
            bind(columns, RevisionStore::points);
            bind(columns, RevisionStore::area);
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
                    .bindTimes(revision -> revision.event().revised())
                    .bind("int8", revision -> revision.event().sequence())
                    .bind("int4", Revision::partition)
                    .bind("int8", Revision::offset);
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
}
