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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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
                    ORDER BY d.next_attempt
                    LIMIT greatest(0, ? - coalesce(busy.attempts, 0))
                    FOR UPDATE SKIP LOCKED
                ) AS waiting
                ORDER BY waiting.next_attempt
                LIMIT ?
            )
            UPDATE delivery SET claimed_until = ?
            FROM due, message
            WHERE delivery.id = due.id AND message.timeline = delivery.timeline AND message.sequence = delivery.sequence
            RETURNING delivery.id, delivery.subscription_id, delivery.attempts, message.timeline, message.sequence,
                message.event_id, message.revision, message.type, message.recorded, message.traceparent, message.body
            """;

    /**
     * The first of each lane, which is a timeline of an ordered subscription, and those that follow it there without a
     * gap. One that is exhausted stops its lane: what comes after it must not arrive without it.
     */
    private static final String CLAIM_RUNS = """
            WITH RECURSIVE lane (subscription_id, timeline) AS (
                (SELECT subscription_id, timeline FROM delivery WHERE ordered AND status IN ('WAITING', 'EXHAUSTED')
                    ORDER BY subscription_id, timeline LIMIT 1)
                UNION ALL
                SELECT next.subscription_id, next.timeline
                FROM lane
                CROSS JOIN LATERAL (
                    SELECT d.subscription_id, d.timeline FROM delivery d
                    WHERE d.ordered AND d.status IN ('WAITING', 'EXHAUSTED')
                        AND (d.subscription_id, d.timeline) > (lane.subscription_id, lane.timeline)
                    ORDER BY d.subscription_id, d.timeline LIMIT 1) AS next
            ), run AS MATERIALIZED (
                SELECT next.*,
                    row_number() OVER (PARTITION BY next.subscription_id ORDER BY next.place, next.next_attempt) AS number
                FROM lane
                JOIN subscription ON subscription.id = lane.subscription_id AND subscription.status = 'ACTIVE'
                CROSS JOIN LATERAL (
                    SELECT first.id, first.subscription_id, first.next_attempt,
                        row_number() OVER (ORDER BY first.sequence) AS place,
                        bool_and(first.status = 'WAITING' AND first.next_attempt <= ?
                            AND (first.claimed_until IS NULL OR first.claimed_until <= ?))
                            OVER (ORDER BY first.sequence) AS free
                    FROM (
                        SELECT d.id, d.subscription_id, d.sequence, d.status, d.next_attempt, d.claimed_until
                        FROM delivery d
                        WHERE d.ordered AND d.status IN ('WAITING', 'EXHAUSTED')
                            AND d.subscription_id = lane.subscription_id AND d.timeline = lane.timeline
                        ORDER BY d.sequence LIMIT ?) AS first) AS next
                WHERE next.free
            ), due AS MATERIALIZED (
                SELECT d.id, run.place FROM run
                JOIN delivery d ON d.id = run.id
                LEFT JOIN unnest(?, ?) AS busy (id, attempts) ON busy.id = run.subscription_id
                WHERE run.number <= ? - coalesce(busy.attempts, 0)
                    -- As the row is now: another replica may have had it since.
                    AND d.status = 'WAITING' AND (d.claimed_until IS NULL OR d.claimed_until <= ?)
                ORDER BY run.place, run.next_attempt
                LIMIT ?
                FOR UPDATE OF d SKIP LOCKED
            )
            UPDATE delivery SET claimed_until = ?
            FROM due, message
            WHERE delivery.id = due.id AND message.timeline = delivery.timeline AND message.sequence = delivery.sequence
            RETURNING delivery.id, delivery.subscription_id, delivery.attempts, message.timeline, message.sequence,
                message.event_id, message.revision, message.type, message.recorded, message.traceparent, message.body,
                due.place
            """;

    private static final String GIVE_BACK = """
            UPDATE delivery SET claimed_until = NULL WHERE id = ANY (?) AND status = 'WAITING' AND claimed_until = ?
            """;

    private static final String SKIP = """
            UPDATE delivery SET status = 'SKIPPED', next_attempt = NULL WHERE id = :id AND status = 'EXHAUSTED'
            """;

    private static final String DUE = """
            SELECT count(*), min(d.next_attempt) FROM delivery d
            JOIN subscription ON subscription.id = d.subscription_id AND subscription.status = 'ACTIVE'
            WHERE d.status = 'WAITING' AND d.next_attempt <= ? AND (d.claimed_until IS NULL OR d.claimed_until <= ?)
                AND d.subscription_id <> ALL (?)
            """;

    /** A delivery that is ours until its claim passes. */
    record Claimed(UUID id, UUID subscriptionId, int attempts, Message message) {

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

    /** Takes deliveries that are due, for ourselves alone until the given time. */
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
                        claimed.add(claimed(rows));
                    }
                    return claimed;
                }
            }
        });
    }

    /** The same for the first of each ordered lane, which are to be attempted one after the other. */
    List<Deque<Claimed>> claimRuns(Instant now, Instant until, Room room) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CLAIM_RUNS)) {
                List<Map.Entry<UUID, Integer>> busy = List.copyOf(room.taken().entrySet());
                statement.setObject(1, at(now));
                statement.setObject(2, at(now));
                statement.setInt(3, room.perEndpoint());
                statement.setArray(
                        4,
                        connection.createArrayOf(
                                "uuid", busy.stream().map(Map.Entry::getKey).toArray()));
                statement.setArray(
                        5,
                        connection.createArrayOf(
                                "int", busy.stream().map(Map.Entry::getValue).toArray()));
                statement.setInt(6, room.perEndpoint());
                statement.setObject(7, at(now));
                statement.setInt(8, room.total());
                statement.setObject(9, at(until));
                Map<Map.Entry<UUID, String>, SortedMap<Integer, Claimed>> lanes = new HashMap<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        Claimed claimed = claimed(rows);
                        lanes.computeIfAbsent(
                                        Map.entry(
                                                claimed.subscriptionId(),
                                                claimed.message().timeline()),
                                        absent -> new TreeMap<>())
                                .put(rows.getInt("place"), claimed);
                    }
                }
                return withoutGaps(lanes.values(), until);
            }
        });
    }

    /** Some that come first may have been in the hands of another replica: then what follows them must wait, too. */
    private List<Deque<Claimed>> withoutGaps(Collection<SortedMap<Integer, Claimed>> lanes, Instant until) {
        List<Deque<Claimed>> runs = new ArrayList<>();
        List<UUID> behindGaps = new ArrayList<>();
        for (SortedMap<Integer, Claimed> lane : lanes) {
            Deque<Claimed> run = new ArrayDeque<>();
            lane.forEach((place, claimed) -> {
                if (place == run.size() + 1) {
                    run.add(claimed);
                } else {
                    behindGaps.add(claimed.id());
                }
            });
            if (!run.isEmpty()) {
                runs.add(run);
            }
        }
        if (!behindGaps.isEmpty()) {
            giveBack(behindGaps, until);
        }
        return runs;
    }

    /** Leaves to others what was claimed until that time, and was not attempted. */
    void giveBack(List<UUID> claimed, Instant until) {
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(GIVE_BACK)) {
                statement.setArray(1, connection.createArrayOf("uuid", claimed.toArray()));
                statement.setObject(2, at(until));
                statement.executeUpdate();
            }
        });
    }

    /** Lets a lane go on without a delivery; false when it is not exhausted. */
    boolean skip(UUID id) {
        return entities.createNativeQuery(SKIP).setParameter("id", id).executeUpdate() == 1;
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

    private static Claimed claimed(ResultSet row) throws SQLException {
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

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
