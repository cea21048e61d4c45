package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.annals.notification.sql.Columns;
import org.hibernate.Session;

@ApplicationScoped
class RetentionStore {

    /** One replica at a time: until the end of its transaction. */
    private static final String LOCK = """
            SELECT pg_try_advisory_xact_lock(hashtext('annals.delivery.retention'))
            """;

    /** Attempts go with their delivery. What waits is never too old. */
    private static final String REMOVE = """
            DELETE FROM delivery WHERE id IN (
                SELECT d.id FROM delivery d
                WHERE d.created < ? AND d.status NOT IN ('WAITING', 'QUEUED')
                ORDER BY d.created, d.id
                LIMIT ?
                FOR UPDATE SKIP LOCKED)
            RETURNING timeline, sequence
            """;

    private static final String REMOVE_MESSAGES = """
            DELETE FROM message m
            USING (SELECT DISTINCT timeline, sequence FROM unnest(?, ?) AS r (timeline, sequence)) AS removed
            WHERE m.timeline = removed.timeline AND m.sequence = removed.sequence
                AND NOT EXISTS (
                    SELECT FROM delivery d WHERE d.timeline = m.timeline AND d.sequence = m.sequence)
            """;

    /** Of deliveries that went with their subscription. */
    private static final String REMOVE_ORPHANS = """
            DELETE FROM message m
            USING (SELECT timeline, sequence FROM message WHERE recorded < ? ORDER BY recorded LIMIT ?) AS old
            WHERE m.timeline = old.timeline AND m.sequence = old.sequence
                AND NOT EXISTS (
                    SELECT FROM delivery d WHERE d.timeline = m.timeline AND d.sequence = m.sequence)
            """;

    private record MessageKey(String timeline, long sequence) {}

    private final EntityManager entities;

    RetentionStore(EntityManager entities) {
        this.entities = entities;
    }

    /** Removes the oldest deliveries that finished before a time, and what nobody needs any more; returns how many. */
    int remove(Instant before, int limit) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            if (!lock(connection)) {
                return 0;
            }
            List<MessageKey> removed = removeDeliveries(connection, before, limit);
            if (!removed.isEmpty()) {
                removeMessages(connection, removed);
            }
            removeOrphans(connection, before, limit);
            return removed.size();
        });
    }

    private static boolean lock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    private static List<MessageKey> removeDeliveries(Connection connection, Instant before, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE)) {
            statement.setObject(1, before.atOffset(ZoneOffset.UTC));
            statement.setInt(2, limit);
            List<MessageKey> removed = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    removed.add(new MessageKey(rows.getString(1), rows.getLong(2)));
                }
            }
            return removed;
        }
    }

    private static void removeMessages(Connection connection, List<MessageKey> removed) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE_MESSAGES)) {
            Columns columns = new Columns(connection, statement);
            columns.add("text", removed, MessageKey::timeline);
            columns.add("bigint", removed, MessageKey::sequence);
            statement.executeUpdate();
        }
    }

    private static void removeOrphans(Connection connection, Instant before, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(REMOVE_ORPHANS)) {
            statement.setObject(1, before.atOffset(ZoneOffset.UTC));
            statement.setInt(2, limit);
            statement.executeUpdate();
        }
    }
}
