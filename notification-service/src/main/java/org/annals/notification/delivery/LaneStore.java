// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
import org.annals.notification.delivery.DueStore.Claimed;
import org.annals.notification.sql.Columns;
import org.hibernate.Session;

/** The lanes of ordered subscriptions, each of them the deliveries of one timeline. */
@ApplicationScoped
class LaneStore {

    /**
     * The first of each lane, and those that follow it there without a gap. One that is exhausted stops its lane: what
     * comes after it must not arrive without it.
     */
    private static final String CLAIM = """
            WITH RECURSIVE busy (id, attempts) AS (
                SELECT * FROM unnest(?, ?)
            ), lane (subscription_id, timeline) AS (
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
                LEFT JOIN busy ON busy.id = run.subscription_id
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

    private static final String RELEASE = """
            UPDATE delivery SET ordered = false
            WHERE ordered AND status IN ('WAITING', 'EXHAUSTED') AND subscription_id = :subscription
            """;

    /** One that is exhausted already stops nothing that nobody had asked to be stopped. */
    private static final String ORDER = """
            UPDATE delivery SET ordered = true
            WHERE NOT ordered AND status = 'WAITING' AND subscription_id = :subscription
            """;

    private final EntityManager entities;

    LaneStore(EntityManager entities) {
        this.entities = entities;
    }

    /** Takes those that are due, for ourselves alone until the given time: of each lane a run, in the order of the lane. */
    List<Deque<Claimed>> claim(Instant now, Instant until, DueStore.Room room) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CLAIM)) {
                List<Map.Entry<UUID, Integer>> busy = List.copyOf(room.taken().entrySet());
                Columns columns = new Columns(connection, statement);
                columns.add("uuid", busy, Map.Entry::getKey);
                columns.add("int", busy, Map.Entry::getValue);
                statement.setObject(3, at(now));
                statement.setObject(4, at(now));
                statement.setInt(5, room.perEndpoint());
                statement.setInt(6, room.perEndpoint());
                statement.setObject(7, at(now));
                statement.setInt(8, room.total());
                statement.setObject(9, at(until));
                Map<Map.Entry<UUID, String>, SortedMap<Integer, Claimed>> lanes = new HashMap<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        Claimed claimed = Claimed.of(rows);
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

    /** Lets all that waits for a subscription go by itself. For the caller's transaction. */
    void release(UUID subscription) {
        entities.createNativeQuery(RELEASE)
                .setParameter("subscription", subscription)
                .executeUpdate();
    }

    /** Has all that waits for a subscription go in the order of its timeline. For the caller's transaction. */
    void order(UUID subscription) {
        entities.createNativeQuery(ORDER)
                .setParameter("subscription", subscription)
                .executeUpdate();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
