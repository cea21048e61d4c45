// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.annals.notification.subscription.Subscription;
import org.jspecify.annotations.Nullable;

/** Deliveries by mail: they wait until one is due, go into it together, and share what becomes of it. */
@ApplicationScoped
public class QueuedDeliveryStore {

    private static final String DUE = """
            SELECT d.subscription_id FROM delivery d JOIN subscription ON subscription.id = d.subscription_id
            WHERE d.status = 'QUEUED' AND d.mail_id IS NULL AND d.next_attempt <= :now
            ORDER BY d.next_attempt
            LIMIT :limit
            """;

    /** A mail goes by the name of its first delivery, as a webhook goes by the name of its only one. */
    private static final String GATHER = """
            WITH due AS MATERIALIZED (
                SELECT id, created FROM delivery
                WHERE subscription_id = :subscription AND status = 'QUEUED' AND status <> 'DELIVERED'
                    AND mail_id IS NULL AND next_attempt <= :now
                ORDER BY created, id
                LIMIT :limit
                FOR UPDATE
            ), first AS (
                SELECT id FROM due ORDER BY created, id LIMIT 1
            ), gathered AS (
                UPDATE delivery SET mail_id = first.id FROM first WHERE delivery.id IN (SELECT id FROM due)
            )
            SELECT id FROM first
            """;

    private static final String POSTPONE = """
            UPDATE delivery SET next_attempt = :until
            WHERE subscription_id = :subscription AND status = 'QUEUED' AND status <> 'DELIVERED'
                AND mail_id IS NULL AND next_attempt <= :now
            """;

    private static final String MESSAGES = """
            SELECT d.id, m.timeline, m.sequence, m.event_id, m.revision, m.type, m.recorded, m.traceparent, m.body
            FROM delivery d JOIN message m ON m.timeline = d.timeline AND m.sequence = d.sequence
            WHERE d.mail_id = :mail
            ORDER BY m.timeline, m.sequence
            """;

    private static final String FORMER = """
            SELECT m.timeline, m.sequence, m.event_id, m.revision, m.type, m.recorded, m.traceparent, m.body
            FROM message m
            WHERE m.timeline = :timeline AND m.event_id = :event AND m.sequence < :sequence
            ORDER BY m.sequence DESC
            LIMIT 1
            """;

    private static final String RESOLVE = """
            WITH resolved AS (
                UPDATE delivery SET status = :status, attempts = attempts + 1, next_attempt = :next
                WHERE mail_id = :mail AND status = 'QUEUED'
                RETURNING id, attempts, subscription_id
            )
            INSERT INTO attempt (delivery_id, number, at, outcome, status, duration_ms, response, url)
            SELECT resolved.id, attempts, :at, :outcome, CAST(:code AS integer), :duration, :response, asked ->> 'sink'
            FROM resolved LEFT JOIN subscription ON subscription.id = resolved.subscription_id
            ON CONFLICT DO NOTHING
            """;

    private static final String GIVE_UP = """
            UPDATE delivery SET status = 'EXHAUSTED', next_attempt = NULL
            WHERE subscription_id = :subscription AND status = 'QUEUED' AND status <> 'DELIVERED'
            """;

    private final EntityManager entities;
    private final Withholder withholder;

    QueuedDeliveryStore(EntityManager entities, Withholder withholder) {
        this.entities = entities;
        this.withholder = withholder;
    }

    /** Subscriptions that a mail is due for, those that have waited longest first. */
    @Transactional
    public List<UUID> due(Instant now, int limit) {
        List<UUID> subscriptions = entities.createNativeQuery(DUE, UUID.class)
                .setParameter("now", now.atOffset(ZoneOffset.UTC))
                .setParameter("limit", limit)
                .getResultList();
        return subscriptions.stream().distinct().toList();
    }

    /** Puts what is due for a subscription into one mail; returns the mail's name, unless there is nothing. */
    public Optional<UUID> gather(UUID subscription, Instant now, int limit) {
        List<UUID> mail = entities.createNativeQuery(GATHER, UUID.class)
                .setParameter("subscription", subscription)
                .setParameter("now", now.atOffset(ZoneOffset.UTC))
                .setParameter("limit", limit)
                .getResultList();
        return mail.stream().findFirst();
    }

    /** Lets what is due for a subscription wait longer. */
    public void postpone(UUID subscription, Instant now, Instant until) {
        entities.createNativeQuery(POSTPONE)
                .setParameter("subscription", subscription)
                .setParameter("now", now.atOffset(ZoneOffset.UTC))
                .setParameter("until", until.atOffset(ZoneOffset.UTC))
                .executeUpdate();
    }

    /** What a mail tells of, by timeline and sequence; what its subscription may not be told of any more is taken out. */
    @Transactional
    public List<Message> messages(UUID mail, Subscription subscription) {
        List<Tuple> rows = entities.createNativeQuery(MESSAGES, Tuple.class)
                .setParameter("mail", mail)
                .getResultList();
        List<Message> messages = new ArrayList<>();
        List<UUID> withheld = new ArrayList<>();
        for (Tuple row : rows) {
            Message message = message(row);
            if (withholder.withholds(subscription, message)) {
                withheld.add(row.get("id", UUID.class));
            } else {
                messages.add(message);
            }
        }
        withholder.end(withheld);
        return messages;
    }

    /** Whether it is known yet who may be told of what. */
    public boolean isReady() {
        return withholder.isReady();
    }

    /** The last change before this one of the same event, when somebody was told of it. */
    @Transactional
    public Optional<Message> former(Message message) {
        List<Tuple> rows = entities.createNativeQuery(FORMER, Tuple.class)
                .setParameter("timeline", message.timeline())
                .setParameter("event", message.eventId())
                .setParameter("sequence", message.sequence())
                .getResultList();
        return rows.stream().map(QueuedDeliveryStore::message).findFirst();
    }

    /**
     * Stores what became of a mail with each of its deliveries.
     *
     * @param next when it is tried again; null when that is over
     */
    public void resolve(UUID mail, Instant at, Outcome outcome, @Nullable Instant next) {
        DeliveryStatus failed = next == null ? DeliveryStatus.EXHAUSTED : DeliveryStatus.QUEUED;
        DeliveryStatus status = outcome instanceof Outcome.Delivered ? DeliveryStatus.DELIVERED : failed;
        entities.createNativeQuery(RESOLVE)
                .setParameter("mail", mail)
                .setParameter("status", status.name())
                .setParameter("next", next == null ? null : next.atOffset(ZoneOffset.UTC))
                .setParameter("at", at.atOffset(ZoneOffset.UTC))
                .setParameter("outcome", outcome.label())
                .setParameter("code", outcome.status())
                .setParameter("duration", outcome.took().toMillis())
                .setParameter("response", outcome.response().replace('\0', '\uFFFD'))
                .executeUpdate();
    }

    /** Ends what waits for a mail that will not come. It can be asked for again. */
    public void giveUp(UUID subscription) {
        entities.createNativeQuery(GIVE_UP)
                .setParameter("subscription", subscription)
                .executeUpdate();
    }

    private static Message message(Tuple row) {
        return new Message(
                row.get("timeline", String.class),
                row.get("sequence", Long.class),
                row.get("event_id", UUID.class),
                row.get("revision", Integer.class),
                row.get("type", String.class),
                row.get("recorded", Instant.class),
                row.get("traceparent", String.class),
                row.get("body", String.class));
    }
}
