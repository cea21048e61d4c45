// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.annals.notification.sql.Columns;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class DeliveryStore implements PanacheRepositoryBase<DeliveryRow, UUID> {

    /**
     * A subscription that was deleted in the meantime gets nothing, and is not deleted until this is over. A repeat of a
     * change is the same delivery.
     */
    private static final String APPEND = """
            INSERT INTO delivery (id, subscription_id, timeline, sequence, event_id, status, attempts, next_attempt,
                claimed_until, created, ordered, first_outcome, first_status, first_duration_ms, first_response,
                first_url)
            SELECT d.*
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                AS d (id, subscription_id, timeline, sequence, event_id, status, attempts, next_attempt, claimed_until,
                    created, ordered, first_outcome, first_status, first_duration_ms, first_response, first_url)
            JOIN (SELECT id FROM subscription WHERE id = ANY (?) FOR KEY SHARE) AS present
                ON present.id = d.subscription_id
            ON CONFLICT DO NOTHING
            """;

    /** Only by the attempt that is the next: whoever comes late, after its claim has passed, changes nothing. */
    private static final String RESOLVE = """
            UPDATE delivery
            SET status = r.status, attempts = r.attempts, next_attempt = r.next_attempt, claimed_until = NULL
            FROM unnest(?, ?, ?, ?) AS r (id, status, attempts, next_attempt)
            WHERE delivery.id = r.id AND delivery.status = 'WAITING' AND delivery.attempts < r.attempts
            """;

    /** What waits for a mail stays out of what claims webhooks. */
    private static final String STATUS_AGAIN = """
            CASE (SELECT asked ->> 'protocol' FROM subscription WHERE id = delivery.subscription_id)
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
                WHERE (:subscription = '' OR d.subscription_id = CAST(nullif(:subscription, '') AS uuid))
                    AND (:timeline = '' OR d.timeline = :timeline)
                    AND d.status = 'EXHAUSTED' AND d.status <> 'DELIVERED'
                    AND d.created >= :from AND d.created < :to
                ORDER BY d.created, d.id
                LIMIT :limit
                FOR UPDATE)
            """;

    private static final String REVIVE_ONE = """
            UPDATE delivery SET next_attempt = :now, mail_id = NULL, status =
            """ + STATUS_AGAIN + """
            WHERE id = :id AND status = 'EXHAUSTED'
            """;

    private static final String WITHHOLD = """
            UPDATE delivery SET status = 'WITHHELD', next_attempt = NULL, claimed_until = NULL, mail_id = NULL
            WHERE id IN (:ids) AND status IN ('WAITING', 'QUEUED')
            """;

    /**
     * A delivery as the log begins it.
     *
     * @param outcome of the first attempt; null when it has not ended
     * @param nextAttempt while it waits
     * @param claimedUntil while its first attempt is on its way
     */
    record Begun(
            Attempt first,
            @Nullable Outcome outcome,
            DeliveryStatus status,
            @Nullable Instant nextAttempt,
            @Nullable Instant claimedUntil) {

        UUID subscriptionId() {
            return first.subscription().id();
        }

        /** Of its first attempt, if that has ended. */
        <T> @Nullable T of(Function<Outcome, @Nullable T> property) {
            return outcome == null ? null : property.apply(outcome);
        }
    }

    /** An attempt that has ended, and what it makes of its delivery. */
    record Result(
            Attempt attempt,
            Outcome outcome,
            DeliveryStatus status,
            @Nullable Instant nextAttempt) {}

    /** Ends deliveries that wait, without an attempt. */
    void withhold(List<UUID> ids) {
        getEntityManager().createNativeQuery(WITHHOLD).setParameter("ids", ids).executeUpdate();
    }

    /** Makes the oldest exhausted deliveries due again; returns how many. */
    int revive(Scope scope, int limit, Instant now) {
        return getEntityManager()
                .createNativeQuery(REVIVE)
                .setParameter("subscription", scope.subscriptionOrEmpty())
                .setParameter("timeline", scope.timelineOrEmpty())
                .setParameter("from", at(scope.from()))
                .setParameter("to", at(scope.to()))
                .setParameter("limit", limit)
                .setParameter("now", at(now))
                .executeUpdate();
    }

    /** False when it is not exhausted. */
    boolean revive(UUID id, Instant now) {
        return getEntityManager()
                        .createNativeQuery(REVIVE_ONE)
                        .setParameter("id", id)
                        .setParameter("now", at(now))
                        .executeUpdate()
                == 1;
    }

    /** Returns how many are new. */
    int append(List<Begun> deliveries) {
        return getEntityManager().unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
                Columns columns = new Columns(connection, statement);
                columns.add("uuid", deliveries, row -> row.first().deliveryId());
                columns.add("uuid", deliveries, Begun::subscriptionId);
                columns.add("text", deliveries, row -> row.first().message().timeline());
                columns.add("bigint", deliveries, row -> row.first().message().sequence());
                columns.add("uuid", deliveries, row -> row.first().message().eventId());
                columns.add("text", deliveries, Begun::status);
                columns.add("int", deliveries, row -> row.outcome() == null ? 0 : 1);
                columns.add("timestamptz", deliveries, Begun::nextAttempt);
                columns.add("timestamptz", deliveries, Begun::claimedUntil);
                columns.add("timestamptz", deliveries, row -> row.first().at());
                columns.add(
                        "boolean", deliveries, row -> row.first().subscription().isOrdered());
                columns.add("text", deliveries, row -> row.of(Outcome::label));
                columns.add("int", deliveries, row -> row.of(Outcome::status));
                columns.add(
                        "bigint",
                        deliveries,
                        row -> row.of(outcome -> outcome.took().toMillis()));
                columns.add("text", deliveries, row -> row.of(Outcome::response));
                columns.add(
                        "text",
                        deliveries,
                        row -> row.of(
                                outcome -> row.first().subscription().sink().toString()));
                columns.add(
                        "uuid",
                        deliveries.stream()
                                .map(Begun::subscriptionId)
                                .distinct()
                                .toList(),
                        id -> id);
                return statement.executeUpdate();
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

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
