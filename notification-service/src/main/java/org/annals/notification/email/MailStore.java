// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class MailStore implements PanacheRepositoryBase<MailRow, UUID> {

    /** Whoever counts a recipient's mails and adds one has to be the only one to do so. */
    private static final String LOCK = """
            SELECT count(*) FROM pg_advisory_xact_lock(hashtextextended(:recipient, 0))
            """;

    /** What failed for good and is asked for again goes out under the name that it had. */
    private static final String ENQUEUE = """
            INSERT INTO mail (id, subscription_id, kind, recipient, owner, status, attempts, next_attempt, created)
            VALUES (:id, :subscription, :kind, :recipient, :owner, 'WAITING', 0, :now, :now)
            ON CONFLICT (id) DO UPDATE
            SET status = 'WAITING', next_attempt = excluded.next_attempt, created = excluded.created
            """;

    /** Of each recipient only the first, claimed or not: a mailbox that hangs has one mail on its way at most. */
    private static final String CLAIM_DUE = """
            UPDATE mail SET claimed_until = :until
            WHERE id IN (
                SELECT id FROM mail
                WHERE status = 'WAITING' AND next_attempt <= :now
                    AND (claimed_until IS NULL OR claimed_until <= :now)
                    AND NOT EXISTS (
                        SELECT FROM mail AS before
                        WHERE before.recipient = mail.recipient AND before.status = 'WAITING'
                            AND (before.next_attempt, before.id) < (mail.next_attempt, mail.id))
                ORDER BY next_attempt
                LIMIT :limit
                FOR UPDATE SKIP LOCKED)
            RETURNING *
            """;

    /** Only by the attempt that is the next: whoever comes late, after its claim has passed, changes nothing. */
    private static final String RESOLVE = """
            UPDATE mail SET status = :status, attempts = :attempts, next_attempt = :next, claimed_until = NULL
            WHERE id = :id AND status = 'WAITING' AND attempts < :attempts
            """;

    /** Mails that wait, and deliveries that go into none yet. */
    private static final String DUE = """
            SELECT count(*), min(due.next_attempt) FROM (
                SELECT next_attempt FROM mail
                WHERE status = 'WAITING' AND next_attempt <= :now
                    AND (claimed_until IS NULL OR claimed_until <= :now)
                UNION ALL
                SELECT d.next_attempt FROM delivery d
                JOIN subscription ON subscription.id = d.subscription_id AND subscription.status = 'ACTIVE'
                WHERE d.status = 'QUEUED' AND d.mail_id IS NULL AND d.next_attempt <= :now) AS due
            """;

    private static final String FORGET = """
            DELETE FROM mail WHERE id IN (
                SELECT id FROM mail WHERE created < :before AND status <> 'WAITING' ORDER BY created LIMIT :limit)
            """;

    /**
     * What should be on its way, and is not.
     *
     * @param oldest for how long the first of it has been due
     */
    record Due(long count, Duration oldest) {}

    @Transactional
    Due due(Instant now) {
        Tuple found = (Tuple) getEntityManager()
                .createNativeQuery(DUE, Tuple.class)
                .setParameter("now", now.atOffset(ZoneOffset.UTC))
                .getSingleResult();
        Instant first = found.get(1, Instant.class);
        return new Due(found.get(0, Long.class), first == null ? Duration.ZERO : Duration.between(first, now));
    }

    /** Mails to the recipient that were made since then, the oldest first. Locks the recipient until the transaction ends. */
    List<Instant> madeSince(String recipient, Instant since) {
        lock(recipient);
        return find("recipient = ?1 AND created > ?2 ORDER BY created", recipient, since).stream()
                .map(mail -> mail.created)
                .toList();
    }

    /** How many confirmations the recipient was asked for since then. Locks the recipient until the transaction ends. */
    long confirmationsSince(String recipient, Instant since) {
        lock(recipient);
        return count("recipient = ?1 AND created > ?2 AND kind = ?3", recipient, since, MailRow.Kind.CONFIRMATION);
    }

    /** How many mails to addresses that have not confirmed were made on the owner's behalf since then. */
    long unconfirmedSince(String owner, Instant since) {
        return count("owner = ?1 AND created > ?2", owner, since);
    }

    /** With an owner, on whose behalf it goes to an address that has not confirmed; null where nobody is known. */
    void enqueue(UUID id, UUID subscription, MailRow.Kind kind, String recipient, @Nullable String owner, Instant now) {
        getEntityManager()
                .createNativeQuery(ENQUEUE)
                .setParameter("id", id)
                .setParameter("subscription", subscription)
                .setParameter("kind", kind.name())
                .setParameter("recipient", recipient)
                .setParameter("owner", owner)
                .setParameter("now", now.atOffset(ZoneOffset.UTC))
                .executeUpdate();
    }

    /** Takes mails that are due, for ourselves alone until the given time. */
    @Transactional
    List<MailRow> claimDue(Instant now, Instant until, int limit) {
        return getEntityManager()
                .createNativeQuery(CLAIM_DUE, MailRow.class)
                .setParameter("now", now.atOffset(ZoneOffset.UTC))
                .setParameter("until", until.atOffset(ZoneOffset.UTC))
                .setParameter("limit", limit)
                .getResultList();
    }

    /**
     * Ends an attempt; false when another one has ended in the meantime.
     *
     * @param next while it waits
     */
    boolean resolve(UUID id, MailRow.Status status, int attempts, @Nullable Instant next) {
        return getEntityManager()
                        .createNativeQuery(RESOLVE)
                        .setParameter("id", id)
                        .setParameter("status", status.name())
                        .setParameter("attempts", attempts)
                        .setParameter("next", next == null ? null : next.atOffset(ZoneOffset.UTC))
                        .executeUpdate()
                == 1;
    }

    /** Returns how many. */
    @Transactional
    int forget(Instant before, int limit) {
        return getEntityManager()
                .createNativeQuery(FORGET)
                .setParameter("before", before.atOffset(ZoneOffset.UTC))
                .setParameter("limit", limit)
                .executeUpdate();
    }

    private void lock(String recipient) {
        getEntityManager()
                .createNativeQuery(LOCK, Long.class)
                .setParameter("recipient", recipient)
                .getSingleResult();
    }
}
