package org.annals.notification.delivery;

import io.quarkus.hibernate.orm.panache.PanacheQuery;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.paging.Cursor;
import org.annals.notification.sql.Columns;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class DeliveryStore implements PanacheRepositoryBase<DeliveryRow, UUID> {

    /** A subscription that was deleted in the meantime gets nothing. A repeat of a change is the same delivery. */
    private static final String APPEND = """
            INSERT INTO delivery (id, subscription_id, timeline, sequence, event_id, status, attempts, next_attempt,
                claimed_until, created)
            SELECT d.id, d.subscription_id, d.timeline, d.sequence, d.event_id, d.status, d.attempts, d.next_attempt,
                d.claimed_until, d.created
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                AS d (id, subscription_id, timeline, sequence, event_id, status, attempts, next_attempt,
                    claimed_until, created)
            JOIN subscription ON subscription.id = d.subscription_id
            ON CONFLICT DO NOTHING
            """;

    /** Only by the attempt that is the next: whoever comes late, after its claim has passed, changes nothing. */
    private static final String RESOLVE = """
            UPDATE delivery
            SET status = r.status, attempts = r.attempts, next_attempt = r.next_attempt, claimed_until = NULL
            FROM unnest(?, ?, ?, ?) AS r (id, status, attempts, next_attempt)
            WHERE delivery.id = r.id AND delivery.status = 'WAITING' AND delivery.attempts < r.attempts
            """;

    /**
     * Goes from endpoint to endpoint instead of through all that is due, so that one with a million waiting deliveries
     * does not stand in front of the others, and takes from each no more than it has room for. What goes to a
     * subscription that is not active waits until it is.
     */
    private static final String CLAIM_DUE = """
            WITH RECURSIVE endpoint (id) AS (
                (SELECT subscription_id FROM delivery WHERE status = 'WAITING' ORDER BY subscription_id LIMIT 1)
                UNION ALL
                SELECT (SELECT d.subscription_id FROM delivery d
                        WHERE d.status = 'WAITING' AND d.subscription_id > endpoint.id
                        ORDER BY d.subscription_id LIMIT 1)
                FROM endpoint WHERE endpoint.id IS NOT NULL
            ), due AS MATERIALIZED (
                SELECT waiting.id
                FROM endpoint
                JOIN subscription ON subscription.id = endpoint.id AND subscription.status = 'ACTIVE'
                LEFT JOIN unnest(?, ?) AS busy (id, attempts) ON busy.id = endpoint.id
                CROSS JOIN LATERAL (
                    SELECT d.id, d.next_attempt FROM delivery d
                    WHERE d.status = 'WAITING' AND d.subscription_id = endpoint.id AND d.next_attempt <= ?
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
                message.event_id, message.type, message.recorded, message.body
            """;

    /** What waits for a mail stays out of what claims webhooks. */
    private static final String STATUS_AGAIN = """
            CASE (SELECT asked ->> 'protocol' FROM subscription WHERE id = :subscription)
                WHEN 'EMAIL' THEN 'QUEUED' ELSE 'WAITING' END
            """;

    /**
     * One more attempt for each, with all that was tried before still counted and listed. Names the condition of the index
     * over the few that are not delivered.
     */
    private static final String REVIVE = """
            UPDATE delivery SET next_attempt = :now, mail_id = NULL, status =
            """ + STATUS_AGAIN + """
            WHERE id IN (
                SELECT d.id FROM delivery d
                WHERE d.subscription_id = :subscription AND d.status = 'EXHAUSTED' AND d.status <> 'DELIVERED'
                    AND d.created >= :from AND d.created < :to
                ORDER BY d.created, d.id
                LIMIT :limit
                FOR UPDATE)
            """;

    private static final String REVIVE_ONE = """
            UPDATE delivery SET next_attempt = :now, mail_id = NULL, status =
            """ + STATUS_AGAIN + """
            WHERE id = :id AND subscription_id = :subscription AND status = 'EXHAUSTED'
            """;

    private static final String DUE = """
            SELECT count(*), min(d.next_attempt) FROM delivery d
            JOIN subscription ON subscription.id = d.subscription_id AND subscription.status = 'ACTIVE'
            WHERE d.status = 'WAITING' AND d.next_attempt <= ? AND (d.claimed_until IS NULL OR d.claimed_until <= ?)
            """;

    private static final String PAGE = """
            subscriptionId = :subscription AND created >= :from AND created < :to
                AND (created, id) < (:created, :id)
            ORDER BY created DESC, id DESC
            """;

    private static final String PAGE_DELIVERED = """
            subscriptionId = :subscription AND created >= :from AND created < :to
                AND (created, id) < (:created, :id) AND status = 'DELIVERED'
            ORDER BY created DESC, id DESC
            """;

    /** Names the condition of the index over the few that are not delivered. */
    private static final String PAGE_UNDELIVERED = """
            subscriptionId = :subscription AND created >= :from AND created < :to
                AND (created, id) < (:created, :id) AND status = :status
                AND status <> 'DELIVERED'
            ORDER BY created DESC, id DESC
            """;

    private static final Cursor NEWEST =
            new Cursor(Instant.parse("9999-12-31T23:59:59Z"), UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff"));

    /**
     * A delivery as the log begins it.
     *
     * @param attempts how many have ended
     * @param nextAttempt while it waits
     * @param claimedUntil while its first attempt is on its way
     */
    record Begun(
            Attempt first,
            DeliveryStatus status,
            int attempts,
            @Nullable Instant nextAttempt,
            @Nullable Instant claimedUntil) {}

    /** An attempt that has ended, and what it makes of its delivery. */
    record Result(
            Attempt attempt,
            Outcome outcome,
            DeliveryStatus status,
            @Nullable Instant nextAttempt) {}

    /** A delivery that is ours until its claim passes. */
    record Claimed(UUID id, UUID subscriptionId, int attempts, Message message) {}

    /**
     * How much claiming may take.
     *
     * @param perEndpoint for one endpoint, what it is busy with already included
     */
    record Room(int total, int perEndpoint, Map<UUID, Integer> busy) {}

    /**
     * What should be on its way, and is not.
     *
     * @param oldest for how long the first of them has been due
     */
    record Due(long count, Duration oldest) {}

    /** When deliveries were created: the end is not in it. */
    record Range(Instant from, Instant to) {}

    void append(List<Begun> deliveries) {
        getEntityManager().unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
                Columns columns = new Columns(connection, statement);
                columns.add("uuid", deliveries, row -> row.first().deliveryId());
                columns.add(
                        "uuid", deliveries, row -> row.first().subscription().id());
                columns.add("text", deliveries, row -> row.first().message().timeline());
                columns.add("bigint", deliveries, row -> row.first().message().sequence());
                columns.add("uuid", deliveries, row -> row.first().message().eventId());
                columns.add("text", deliveries, Begun::status);
                columns.add("int", deliveries, Begun::attempts);
                columns.add("timestamptz", deliveries, Begun::nextAttempt);
                columns.add("timestamptz", deliveries, Begun::claimedUntil);
                columns.add("timestamptz", deliveries, row -> row.first().at());
                statement.executeUpdate();
            }
        });
    }

    void resolve(List<Result> results) {
        getEntityManager().unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RESOLVE)) {
                Columns columns = new Columns(connection, statement);
                columns.add("uuid", results, result -> result.attempt().deliveryId());
                columns.add("text", results, Result::status);
                columns.add("int", results, result -> result.attempt().number());
                columns.add("timestamptz", results, Result::nextAttempt);
                statement.executeUpdate();
            }
        });
    }

    /** Takes deliveries that are due, for ourselves alone until the given time. */
    List<Claimed> claimDue(Instant now, Instant until, Room room) {
        return getEntityManager().unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(CLAIM_DUE)) {
                List<Map.Entry<UUID, Integer>> busy = List.copyOf(room.busy().entrySet());
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

    /** Makes the oldest exhausted deliveries of a subscription due again; returns how many. */
    int revive(UUID subscription, Range created, int limit, Instant now) {
        return getEntityManager()
                .createNativeQuery(REVIVE)
                .setParameter("subscription", subscription)
                .setParameter("from", at(created.from()))
                .setParameter("to", at(created.to()))
                .setParameter("limit", limit)
                .setParameter("now", at(now))
                .executeUpdate();
    }

    /** False when it is not exhausted. */
    boolean revive(UUID subscription, UUID id, Instant now) {
        return getEntityManager()
                        .createNativeQuery(REVIVE_ONE)
                        .setParameter("subscription", subscription)
                        .setParameter("id", id)
                        .setParameter("now", at(now))
                        .executeUpdate()
                == 1;
    }

    /** Whether the subscription has it, whatever became of it. */
    boolean has(UUID subscription, UUID id) {
        return count("id = ?1 AND subscriptionId = ?2", id, subscription) == 1;
    }

    Due due(Instant now) {
        return getEntityManager().unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(DUE)) {
                statement.setObject(1, at(now));
                statement.setObject(2, at(now));
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

    /** Of a subscription, the newest first; of one status or of all. */
    List<DeliveryRow> page(
            UUID subscription, @Nullable DeliveryStatus status, Range created, @Nullable Cursor after, int limit) {
        Cursor start = after == null ? NEWEST : after;
        Parameters parameters = Parameters.with("subscription", subscription)
                .and("created", start.created())
                .and("id", start.id())
                .and("from", created.from())
                .and("to", created.to());
        PanacheQuery<DeliveryRow> found;
        if (status == null) {
            found = find(PAGE, parameters);
        } else if (status == DeliveryStatus.DELIVERED) {
            found = find(PAGE_DELIVERED, parameters);
        } else {
            found = find(PAGE_UNDELIVERED, parameters.and("status", status));
        }
        return found.range(0, limit - 1).list();
    }

    private static Claimed claimed(ResultSet row) throws SQLException {
        Message message = new Message(
                row.getString("timeline"),
                row.getLong("sequence"),
                row.getObject("event_id", UUID.class),
                row.getString("type"),
                row.getObject("recorded", OffsetDateTime.class).toInstant(),
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
