// SPDX-License-Identifier: Apache-2.0
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
import java.util.UUID;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

/** Removes what nobody needs any more, a little at a time. For the caller's transaction. */
@ApplicationScoped
class RetentionStore {

    /** One replica at a time: until the end of its transaction. */
    private static final String LOCK = """
            SELECT pg_try_advisory_xact_lock(hashtext('annals.delivery.retention'))
            """;

    /**
     * Attempts go with their delivery. What waits is never too old, nor what others wait for: an exhausted one stops its
     * ordered timeline. Whom it was for is remembered while they subscribe.
     */
    private static final String REMOVE_OLD = """
            WITH removed AS (
                DELETE FROM delivery WHERE id IN (
                    SELECT d.id FROM delivery d
                    WHERE d.created < ? AND d.status NOT IN ('WAITING', 'QUEUED')
                        AND NOT (d.ordered AND d.status = 'EXHAUSTED')
                    ORDER BY d.created, d.id
                    LIMIT ?
                    FOR UPDATE SKIP LOCKED)
                RETURNING timeline, sequence, event_id, subscription_id
            ), remembered AS (
                INSERT INTO told (event_id, subscription_id)
                SELECT DISTINCT event_id, subscription_id FROM removed
                WHERE EXISTS (SELECT FROM subscription s WHERE s.id = removed.subscription_id)
                ON CONFLICT DO NOTHING
            )
            SELECT timeline, sequence FROM removed
            """;

    private static final String GONE = """
            SELECT id FROM deleted_subscription WHERE NOT cleared ORDER BY version LIMIT 1
            """;

    private static final String REMOVE_OF_GONE = """
            DELETE FROM delivery WHERE id IN (
                SELECT d.id FROM delivery d WHERE d.subscription_id = ? LIMIT ? FOR UPDATE)
            RETURNING timeline, sequence
            """;

    private static final String FORGET_GONE = """
            DELETE FROM told WHERE (event_id, subscription_id) IN (
                SELECT event_id, subscription_id FROM told WHERE subscription_id = ? LIMIT ?)
            """;

    private static final String CLEARED = """
            UPDATE deleted_subscription SET cleared = true WHERE id = ?
            """;

    private final EntityManager entities;
    private final MessageStore messages;

    RetentionStore(EntityManager entities, MessageStore messages) {
        this.entities = entities;
        this.messages = messages;
    }

    /** Removes the oldest deliveries that finished before a time; returns how many, at most so many. */
    int removeOld(Instant before, int limit) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            if (!lock(connection)) {
                return 0;
            }
            try (PreparedStatement statement = connection.prepareStatement(REMOVE_OLD)) {
                statement.setObject(1, before.atOffset(ZoneOffset.UTC));
                statement.setInt(2, limit);
                return remove(statement);
            }
        });
    }

    /**
     * Removes a part of what is kept of a subscription that is gone: its deliveries, and whom they told.
     *
     * @return whether there may be more
     */
    boolean removeOfGone(int limit) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            UUID gone = lock(connection) ? gone(connection) : null;
            if (gone == null) {
                return false;
            }
            int removed = 0;
            try (PreparedStatement statement = connection.prepareStatement(REMOVE_OF_GONE)) {
                statement.setObject(1, gone);
                statement.setInt(2, limit);
                removed = remove(statement);
            }
            try (PreparedStatement statement = connection.prepareStatement(FORGET_GONE)) {
                statement.setObject(1, gone);
                statement.setInt(2, limit);
                removed = Math.max(removed, statement.executeUpdate());
            }
            if (removed < limit) {
                try (PreparedStatement statement = connection.prepareStatement(CLEARED)) {
                    statement.setObject(1, gone);
                    statement.executeUpdate();
                }
            }
            return true;
        });
    }

    private static boolean lock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCK);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    private static @Nullable UUID gone(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(GONE);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? rows.getObject(1, UUID.class) : null;
        }
    }

    /** Runs a statement that removes deliveries, and removes the messages that they alone needed. */
    private int remove(PreparedStatement statement) throws SQLException {
        List<MessageStore.Key> removed = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                removed.add(new MessageStore.Key(rows.getString(1), rows.getLong(2)));
            }
        }
        if (!removed.isEmpty()) {
            messages.removeUnused(removed);
        }
        return removed.size();
    }
}
