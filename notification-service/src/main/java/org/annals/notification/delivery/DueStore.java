// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.sql.Columns;
import org.annals.notification.subscription.Subscription;
import org.hibernate.Session;

/** Deliveries whose time has come. */
@ApplicationScoped
class DueStore {

    /**
     * Goes from endpoint to endpoint instead of through all that is due, so that one with a million waiting deliveries
     * does not stand in front of the others, and takes from each no more than it has room for. What goes to a
     * subscription that is not active waits until it is.
     */
    private static final String CLAIM_DUE = """
            WITH RECURSIVE endpoint (id) AS (
                (SELECT subscription_id FROM delivery WHERE status = 'WAITING' AND NOT ordered
                    ORDER BY subscription_id LIMIT 1)
                UNION ALL
                SELECT (SELECT d.subscription_id FROM delivery d
                        WHERE d.status = 'WAITING' AND NOT d.ordered AND d.subscription_id > endpoint.id
                        ORDER BY d.subscription_id LIMIT 1)
                FROM endpoint WHERE endpoint.id IS NOT NULL
            ), due AS MATERIALIZED (
                SELECT waiting.id
                FROM endpoint
                JOIN subscription ON subscription.id = endpoint.id AND subscription.status = 'ACTIVE'
                LEFT JOIN unnest(?, ?) AS busy (id, attempts) ON busy.id = endpoint.id
                CROSS JOIN LATERAL (
                    SELECT d.id, d.next_attempt FROM delivery d
                    WHERE d.status = 'WAITING' AND NOT d.ordered AND d.subscription_id = endpoint.id
                        AND d.next_attempt <= ?
                        AND (d.claimed_until IS NULL OR d.claimed_until <= ?)
                    ORDER BY d.next_attempt, d.sequence
                    LIMIT greatest(0, ? - coalesce(busy.attempts, 0))
                    FOR UPDATE SKIP LOCKED
                ) AS waiting
                ORDER BY waiting.next_attempt
                LIMIT ?
            ), claimed AS (
                UPDATE delivery SET claimed_until = ?
                FROM due, message
                WHERE delivery.id = due.id AND message.timeline = delivery.timeline AND message.sequence = delivery.sequence
                RETURNING delivery.id, delivery.subscription_id, delivery.attempts, delivery.next_attempt,
                    message.timeline, message.sequence, message.event_id, message.revision, message.type,
                    message.recorded, message.traceparent, message.body
            )
            SELECT * FROM claimed ORDER BY next_attempt, sequence
            """;

    private static final String DUE = """
            SELECT count(*), min(d.next_attempt) FROM delivery d
            JOIN subscription ON subscription.id = d.subscription_id AND subscription.status = 'ACTIVE'
            WHERE d.status = 'WAITING' AND d.next_attempt <= ? AND (d.claimed_until IS NULL OR d.claimed_until <= ?)
                AND d.subscription_id <> ALL (?)
            """;

    /** A delivery that is ours until its claim passes. */
    record Claimed(UUID id, UUID subscriptionId, int attempts, Message message) {

        /** As a claim returns it. */
        static Claimed of(ResultSet row) throws SQLException {
            Message message = new Message(
                    row.getString("timeline"),
                    row.getLong("sequence"),
                    row.getObject("event_id", UUID.class),
                    row.getInt("revision"),
                    row.getString("type"),
                    row.getObject("recorded", OffsetDateTime.class).toInstant(),
                    row.getString("traceparent"),
                    row.getString("body"));
            return new Claimed(
                    row.getObject("id", UUID.class),
                    row.getObject("subscription_id", UUID.class),
                    row.getInt("attempts"),
                    message);
        }

        Attempt attempt(Subscription subscription, Instant at) {
            return Attempt.retry(message, subscription, id, attempts + 1, at);
        }
    }

    /**
     * How much claiming may take.
     *
     * @param perEndpoint for one endpoint, of which taken is what it has already, or may not have now
     */
    record Room(int total, int perEndpoint, Map<UUID, Integer> taken) {}

    /**
     * What should be on its way, and is not.
     *
     * @param oldest for how long the first of them has been due
     */
    record Due(long count, Duration oldest) {}

    private final EntityManager entities;

    DueStore(EntityManager entities) {
        this.entities = entities;
    }

    /** Takes deliveries that are due, for ourselves alone until the given time; those that have waited longest come first. */
    List<Claimed> claimDue(Instant now, Instant until, Room room) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CLAIM_DUE)) {
                List<Map.Entry<UUID, Integer>> busy = List.copyOf(room.taken().entrySet());
                Columns columns = new Columns(connection, statement);
                columns.add("uuid", busy, Map.Entry::getKey);
                columns.add("int", busy, Map.Entry::getValue);
                statement.setObject(3, at(now));
                statement.setObject(4, at(now));
                statement.setInt(5, room.perEndpoint());
                statement.setInt(6, room.total());
                statement.setObject(7, at(until));
                try (ResultSet rows = statement.executeQuery()) {
                    List<Claimed> claimed = new ArrayList<>();
                    while (rows.next()) {
                        claimed.add(Claimed.of(rows));
                    }
                    return claimed;
                }
            }
        });
    }

    /**
     * @param leftAlone endpoints that get nothing now, so that nobody could make it less
     */
    Due due(Instant now, Collection<UUID> leftAlone) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DUE)) {
                statement.setObject(1, at(now));
                statement.setObject(2, at(now));
                statement.setArray(3, connection.createArrayOf("uuid", leftAlone.toArray()));
                try (ResultSet rows = statement.executeQuery()) {
                    rows.next();
                    OffsetDateTime oldest = rows.getObject(2, OffsetDateTime.class);
                    return new Due(
                            rows.getLong(1),
                            oldest == null ? Duration.ZERO : Duration.between(oldest.toInstant(), now));
                }
            }
        });
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
