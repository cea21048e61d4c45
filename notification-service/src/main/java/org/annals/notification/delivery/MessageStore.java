// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import org.annals.notification.sql.Columns;
import org.hibernate.Session;

@ApplicationScoped
class MessageStore {

    private static final String APPEND = """
            INSERT INTO message (timeline, sequence, event_id, revision, type, recorded, traceparent, body)
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    private static final String KEEP = """
            SELECT FROM message WHERE (timeline, sequence) IN (SELECT * FROM unnest(?, ?))
            ORDER BY timeline, sequence
            FOR KEY SHARE
            """;

    private static final String LOCK = """
            SELECT FROM message WHERE (timeline, sequence) IN (SELECT * FROM unnest(?, ?))
            ORDER BY timeline, sequence
            FOR UPDATE
            """;

    private static final String REMOVE_UNUSED = """
            DELETE FROM message m WHERE (timeline, sequence) IN (SELECT * FROM unnest(?, ?))
                AND NOT EXISTS (
                    SELECT FROM delivery d
                    WHERE d.event_id = m.event_id AND d.timeline = m.timeline AND d.sequence = m.sequence)
            """;

    private final EntityManager entities;

    MessageStore(EntityManager entities) {
        this.entities = entities;
    }

    /** A change by its place. */
    record Key(String timeline, long sequence) {

        static Key of(Message message) {
            return new Key(message.timeline(), message.sequence());
        }
    }

    /** Keeps bodies until all are delivered. One that is kept already stays, and is not removed by others meanwhile. */
    void append(Collection<Message> messages) {
        List<Message> rows = List.copyOf(messages);
        List<Key> keys = rows.stream().map(Key::of).distinct().toList();
        entities.unwrap(Session.class).doWork(connection -> {
            while (insert(connection, rows) < rows.size() && lock(connection, KEEP, keys) < keys.size()) {
                // Removed between the two: the next is as if it had not been there.
            }
        });
    }

    /** Removes those that no delivery needs. */
    void removeUnused(Collection<Key> keys) {
        List<Key> rows = keys.stream().distinct().toList();
        entities.unwrap(Session.class).doWork(connection -> {
            // First and by itself, so that the next statement sees the deliveries of those who had it locked.
            lock(connection, LOCK, rows);
            try (PreparedStatement statement = connection.prepareStatement(REMOVE_UNUSED)) {
                identify(connection, statement, rows);
                statement.executeUpdate();
            }
        });
    }

    private static int insert(Connection connection, List<Message> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
            Columns columns = new Columns(connection, statement);
            columns.add("text", rows, Message::timeline);
            columns.add("bigint", rows, Message::sequence);
            columns.add("uuid", rows, Message::eventId);
            columns.add("int", rows, Message::revision);
            columns.add("text", rows, Message::type);
            columns.add("timestamptz", rows, Message::recorded);
            columns.add("text", rows, Message::traceparent);
            columns.add("text", rows, Message::body);
            return statement.executeUpdate();
        }
    }

    /** Returns how many there are. */
    private static int lock(Connection connection, String sql, List<Key> keys) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            identify(connection, statement, keys);
            try (ResultSet rows = statement.executeQuery()) {
                int count = 0;
                while (rows.next()) {
                    count++;
                }
                return count;
            }
        }
    }

    private static void identify(Connection connection, PreparedStatement statement, List<Key> keys)
            throws SQLException {
        Columns columns = new Columns(connection, statement);
        columns.add("text", keys, Key::timeline);
        columns.add("bigint", keys, Key::sequence);
    }
}
