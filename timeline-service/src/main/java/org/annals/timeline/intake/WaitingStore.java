package org.annals.timeline.intake;

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
import java.util.UUID;
import org.annals.timeline.database.Columns;

/** Corrections and retractions that wait for their event. */
@ApplicationScoped
class WaitingStore {

    private static final String ADD = """
            INSERT INTO waiting (message_id, event_id, timeline, recorded, attributes, data,
                                 source_partition, source_offset)
            SELECT message_id, event_id, timeline, recorded, attributes::json, data::json,
                   source_partition, source_offset
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?)
              AS new (message_id, event_id, timeline, recorded, attributes, data, source_partition, source_offset)
            """;

    private static final String COUNT = "SELECT count(*) FROM waiting";

    private static final String REMOVE = """
            DELETE FROM waiting WHERE message_id = ANY (?)
            """;

    private static final String BY_EVENTS = """
            SELECT attributes, data, source_partition, source_offset, recorded
            FROM waiting
            WHERE event_id = ANY (?)
            ORDER BY recorded, source_partition, source_offset
            """;

    private static final String REMOVE_OLDER = """
            DELETE FROM waiting
            WHERE source_partition = ANY (?) AND recorded < ?
            RETURNING attributes, data, source_partition, source_offset, recorded
            """;

    long count(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COUNT);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    void add(Connection connection, Collection<Message.Revision> revisions) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(ADD)) {
            new Columns<>(connection, statement, List.copyOf(revisions))
                    .bind("uuid", Message.Revision::messageId)
                    .bind("uuid", Message.Revision::eventId)
                    .bind("text", Message.Revision::timeline)
                    .bindTimes(revision -> revision.position().recorded())
                    .bind("text", Message.Revision::attributes)
                    .bind("text", Message.Revision::data)
                    .bind("int4", revision -> revision.position().partition())
                    .bind("int8", revision -> revision.position().offset());
            statement.executeUpdate();
        }
    }

    void remove(Connection connection, Collection<UUID> messageIds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
            statement.setArray(1, connection.createArrayOf("uuid", messageIds.toArray()));
            statement.executeUpdate();
        }
    }

    /** What waits for one of the events, in the order in which it came. */
    List<Message.Revision> byEvents(Connection connection, Collection<UUID> eventIds) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(BY_EVENTS)) {
            statement.setArray(1, connection.createArrayOf("uuid", eventIds.toArray()));
            return read(statement);
        }
    }

    /** Removes and returns what has waited since before the given time. */
    List<Message.Revision> removeOlder(Connection connection, Collection<Integer> partitions, Instant time)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE_OLDER)) {
            statement.setArray(1, connection.createArrayOf("int4", partitions.toArray()));
            statement.setObject(2, time.atOffset(ZoneOffset.UTC));
            return read(statement);
        }
    }

    private static List<Message.Revision> read(PreparedStatement statement) throws SQLException {
        List<Message.Revision> revisions = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Position position = new Position(
                        rows.getInt(3),
                        rows.getLong(4),
                        rows.getObject(5, OffsetDateTime.class).toInstant());
                revisions.add(MessageReader.revision(rows.getString(1), rows.getString(2), position));
            }
        }
        return revisions;
    }
}
