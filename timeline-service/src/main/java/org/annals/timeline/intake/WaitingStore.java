// SPDX-License-Identifier: Apache-2.0
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
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?) WITH ORDINALITY
              AS new (message_id, event_id, timeline, recorded, attributes, data, source_partition, source_offset, place)
            ORDER BY place
            """;

    private static final String COUNT = "SELECT count(*) FROM waiting";

    private static final String REMOVE = """
            DELETE FROM waiting WHERE message_id = ANY (?)
            """;

    /** In the order in which they were added: offsets have none where a timeline has moved to another partition. */
    private static final String CONCERNED = """
            SELECT attributes, data, source_partition, source_offset, recorded
            FROM waiting
            WHERE event_id = ANY (?) OR message_id = ANY (?) OR (timeline = ANY (?) AND recorded < ?)
            ORDER BY added
            """;

    private static final String OVERDUE_TIMELINES = """
            SELECT DISTINCT timeline FROM waiting
            WHERE source_partition = ANY (?) AND recorded < ?
            LIMIT ?
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

    /**
     * Returns the pending revisions that a batch of messages can touch, in the order in which they came.
     *
     * @param eventIds the events that the messages publish or revise
     * @param messageIds the messages themselves: one may have come before
     * @param timelines the timelines of the messages, whose overdue revisions the batch ends
     * @param overdue the time before which a pending revision of these timelines was recorded to be overdue
     */
    List<Message.Revision> concerned(
            Connection connection,
            Collection<UUID> eventIds,
            Collection<UUID> messageIds,
            Collection<String> timelines,
            Instant overdue)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CONCERNED)) {
            statement.setArray(1, connection.createArrayOf("uuid", eventIds.toArray()));
            statement.setArray(2, connection.createArrayOf("uuid", messageIds.toArray()));
            statement.setArray(3, connection.createArrayOf("text", timelines.toArray()));
            statement.setObject(4, overdue.atOffset(ZoneOffset.UTC));
            return read(statement);
        }
    }

    /** Returns timelines with a revision that is pending since before the given time, at most so many. */
    List<String> overdueTimelines(Connection connection, Collection<Integer> partitions, Instant time, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(OVERDUE_TIMELINES)) {
            statement.setArray(1, connection.createArrayOf("int4", partitions.toArray()));
            statement.setObject(2, time.atOffset(ZoneOffset.UTC));
            statement.setInt(3, limit);
            List<String> timelines = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    timelines.add(rows.getString(1));
                }
            }
            return timelines;
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
