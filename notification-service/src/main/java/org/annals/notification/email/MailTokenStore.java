// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

@ApplicationScoped
class MailTokenStore implements PanacheRepositoryBase<MailTokenRow, UUID> {

    /** As many as a key of AES has: nobody guesses it. */
    private static final int TOKEN_BYTES = 32;

    private static final String NEVER_CONFIRMED = """
            SELECT t.subscription_id FROM mail_token t JOIN subscription s ON s.id = t.subscription_id
            WHERE s.status = 'UNCONFIRMED' AND t.expires <= :now
            LIMIT :limit
            """;

    private final RandomGenerator random;

    MailTokenStore(RandomGenerator random) {
        this.random = random;
    }

    void create(UUID subscription, Instant expires) {
        byte[] token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        persist(new MailTokenRow(
                subscription, Base64.getUrlEncoder().withoutPadding().encodeToString(token), expires));
    }

    @Transactional
    Optional<MailTokenRow> byToken(String token) {
        return find("token", token).firstResultOptional();
    }

    @Transactional
    Optional<MailTokenRow> of(UUID subscription) {
        return findByIdOptional(subscription);
    }

    /** Subscriptions that nobody has confirmed in time. */
    @Transactional
    List<UUID> neverConfirmed(Instant now, int limit) {
        return getEntityManager()
                .createNativeQuery(NEVER_CONFIRMED, UUID.class)
                .setParameter("now", now.atOffset(ZoneOffset.UTC))
                .setParameter("limit", limit)
                .getResultList();
    }
}
