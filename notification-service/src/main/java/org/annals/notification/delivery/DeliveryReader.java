// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.annals.notification.paging.Cursor;
import org.annals.notification.paging.Page;
import org.annals.notification.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Reads deliveries with their attempts, the newest first. */
@ApplicationScoped
class DeliveryReader {

    /**
     * Those of subscriptions that are gone are being removed, and not shown. Planned with the values at hand, which makes what is empty no condition at all.
     */
    private static final String PAGE = """
            SELECT * FROM delivery
            WHERE (:subscription = '' OR subscription_id = CAST(nullif(:subscription, '') AS uuid))
                AND (:timeline = '' OR timeline = :timeline)
                AND created >= :from AND created < :to AND (created, id) < (:created, :id)
                AND EXISTS (SELECT FROM subscription WHERE subscription.id = subscription_id)
            ORDER BY created DESC, id DESC
            LIMIT :limit
            """;

    private static final String PAGE_DELIVERED = """
            SELECT * FROM delivery
            WHERE (:subscription = '' OR subscription_id = CAST(nullif(:subscription, '') AS uuid))
                AND (:timeline = '' OR timeline = :timeline)
                AND created >= :from AND created < :to AND (created, id) < (:created, :id)
                AND EXISTS (SELECT FROM subscription WHERE subscription.id = subscription_id)
                AND status = 'DELIVERED'
            ORDER BY created DESC, id DESC
            LIMIT :limit
            """;

    /** Names the condition of the indexes over the few that are not delivered. */
    private static final String PAGE_UNDELIVERED = """
            SELECT * FROM delivery
            WHERE (:subscription = '' OR subscription_id = CAST(nullif(:subscription, '') AS uuid))
                AND (:timeline = '' OR timeline = :timeline)
                AND created >= :from AND created < :to AND (created, id) < (:created, :id)
                AND EXISTS (SELECT FROM subscription WHERE subscription.id = subscription_id)
                AND status = :status AND status <> 'DELIVERED'
            ORDER BY created DESC, id DESC
            LIMIT :limit
            """;

    private static final String ONE = """
            SELECT delivery.* FROM delivery JOIN subscription ON subscription.id = delivery.subscription_id
            WHERE delivery.id = :id
            """;

    private static final String BODY = """
            SELECT m.body FROM delivery d
            JOIN message m ON m.timeline = d.timeline AND m.sequence = d.sequence
            JOIN subscription s ON s.id = d.subscription_id AND s.asked ->> 'protocol' = 'HTTP'
            WHERE d.id = :id
            """;

    private static final Cursor NEWEST =
            new Cursor(Instant.parse("9999-12-31T23:59:59Z"), UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff"));

    private final EntityManager entities;
    private final AttemptStore attempts;

    DeliveryReader(EntityManager entities, AttemptStore attempts) {
        this.entities = entities;
        this.attempts = attempts;
    }

    /** With the parameters as they came. */
    Page<Delivery> page(Scope scope, @Nullable String status, @Nullable String limit, @Nullable String cursor) {
        int size = Page.limit(limit);
        List<DeliveryRow> rows = rows(scope, status(status), Cursor.parse(cursor), size + 1);
        Map<UUID, List<AttemptRow>> tries = attempts
                .of(rows.stream().map(row -> row.id).toList())
                .stream()
                .collect(Collectors.groupingBy(attempt -> attempt.deliveryId));
        return Page.of(
                rows,
                size,
                row -> Delivery.of(row, tries.getOrDefault(row.id, List.of())),
                row -> new Cursor(row.created, row.id));
    }

    /** With the body that was sent, if anything was. A page of bodies would be too large. */
    @SuppressWarnings("unchecked")
    Optional<Delivery> find(UUID id) {
        List<DeliveryRow> rows = entities.createNativeQuery(ONE, DeliveryRow.class)
                .setParameter("id", id)
                .getResultList();
        return rows.stream()
                .findFirst()
                .map(row -> Delivery.of(row, attempts.of(List.of(id))))
                .map(delivery -> delivery.attempts().isEmpty() ? delivery : delivery.withBody(body(id)));
    }

    private @Nullable String body(UUID id) {
        List<String> bodies = entities.createNativeQuery(BODY, String.class)
                .setParameter("id", id)
                .getResultList();
        return bodies.stream().findFirst().orElse(null);
    }

    @SuppressWarnings("unchecked")
    private List<DeliveryRow> rows(Scope scope, @Nullable DeliveryStatus status, @Nullable Cursor after, int limit) {
        Cursor start = after == null ? NEWEST : after;
        var query = entities.createNativeQuery(sql(status), DeliveryRow.class)
                .setParameter("subscription", scope.subscriptionOrEmpty())
                .setParameter("timeline", scope.timelineOrEmpty())
                .setParameter("from", scope.from().atOffset(ZoneOffset.UTC))
                .setParameter("to", scope.to().atOffset(ZoneOffset.UTC))
                .setParameter("created", start.created().atOffset(ZoneOffset.UTC))
                .setParameter("id", start.id())
                .setParameter("limit", limit);
        if (status != null && status != DeliveryStatus.DELIVERED) {
            query.setParameter("status", status.name());
        }
        return query.getResultList();
    }

    private static String sql(@Nullable DeliveryStatus status) {
        if (status == null) {
            return PAGE;
        }
        return status == DeliveryStatus.DELIVERED ? PAGE_DELIVERED : PAGE_UNDELIVERED;
    }

    private static @Nullable DeliveryStatus status(@Nullable String text) {
        if (text == null) {
            return null;
        }
        for (DeliveryStatus status : DeliveryStatus.values()) {
            if (status.name().toLowerCase(Locale.ROOT).equals(text)) {
                return status;
            }
        }
        throw ProblemException.badRequest(
                "invalid-parameter", "status must be delivered, waiting, queued, exhausted, superseded or skipped");
    }
}
