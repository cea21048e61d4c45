// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.hibernate.Session;

/** Deliveries that wait: made due again, replaced by newer ones, and counted before there are too many. */
@ApplicationScoped
class BacklogStore {

    /** With the place in time of the one that it replaces: what is edited all the time is not put off for ever. */
    private static final String SUPERSEDE = """
            WITH older AS (
                UPDATE delivery SET status = 'SUPERSEDED', next_attempt = NULL
                FROM (
                    SELECT old.id, n.id AS newer, old.next_attempt
                    FROM unnest(?) AS n (id)
                    JOIN delivery new ON new.id = n.id
                    JOIN delivery old ON old.event_id = new.event_id AND old.subscription_id = new.subscription_id
                        AND old.timeline = new.timeline AND old.sequence < new.sequence AND old.status = 'WAITING'
                        AND NOT old.replayed
                        AND (old.claimed_until IS NULL OR old.claimed_until <= ?)
                    ORDER BY old.id
                    FOR UPDATE OF old) AS superseded
                WHERE delivery.id = superseded.id AND delivery.status = 'WAITING'
                RETURNING superseded.newer, superseded.next_attempt
            )
            UPDATE delivery SET next_attempt = least(delivery.next_attempt, older.next_attempt)
            FROM (SELECT newer, min(next_attempt) AS next_attempt FROM older GROUP BY newer) AS older
            WHERE delivery.id = older.newer AND delivery.status = 'WAITING'
            """;

    /** One that waits already waits on, and is sent as what it is. */
    private static final String REPLAY = """
            UPDATE delivery SET
                replayed = true,
                status = 'WAITING',
                next_attempt = CASE status WHEN 'WAITING' THEN next_attempt ELSE ? END,
                claimed_until = CASE status WHEN 'WAITING' THEN claimed_until END
            WHERE id = ANY (?)
            """;

    private static final String CROWDED = """
            SELECT asked.id FROM unnest(?) AS asked (id)
            WHERE (SELECT count(*) FROM (
                    SELECT FROM delivery d WHERE d.subscription_id = asked.id AND d.status = 'WAITING' LIMIT ?) AS waiting)
                >= ?
            """;

    private final EntityManager entities;

    BacklogStore(EntityManager entities) {
        this.entities = entities;
    }

    /** Puts newer revisions in the place of older ones of the same event that wait and are not on their way. */
    void supersede(Collection<UUID> newer, Instant now) {
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(SUPERSEDE)) {
                statement.setArray(1, connection.createArrayOf("uuid", newer.toArray()));
                statement.setObject(2, at(now));
                statement.executeUpdate();
            }
        });
    }

    /** Makes deliveries that have ended due again, and has none of them replaced by a newer one. */
    void replay(Collection<UUID> ids, Instant now) {
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(REPLAY)) {
                statement.setObject(1, at(now));
                statement.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
                statement.executeUpdate();
            }
        });
    }

    /** Those of some subscriptions for which so many deliveries wait, or more. */
    Set<UUID> crowded(Collection<UUID> subscriptions, int count) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CROWDED)) {
                statement.setArray(1, connection.createArrayOf("uuid", subscriptions.toArray()));
                statement.setInt(2, count);
                statement.setInt(3, count);
                try (ResultSet rows = statement.executeQuery()) {
                    Set<UUID> crowded = new HashSet<>();
                    while (rows.next()) {
                        crowded.add(rows.getObject(1, UUID.class));
                    }
                    return crowded;
                }
            }
        });
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
