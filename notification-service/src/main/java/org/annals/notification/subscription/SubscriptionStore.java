// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.annals.notification.access.Viewer;
import org.annals.notification.credentials.Credentials;
import org.annals.notification.credentials.Vault;
import org.annals.notification.paging.Cursor;
import org.jspecify.annotations.Nullable;

@ApplicationScoped
class SubscriptionStore implements PanacheRepositoryBase<SubscriptionRow, UUID> {

    private static final String NEXT_VERSION = """
            UPDATE subscription_version SET version = version + 1 RETURNING version
            """;

    private static final String VERSION = """
            SELECT version FROM subscription_version
            """;

    private static final String DELETED_SINCE = """
            SELECT id FROM deleted_subscription WHERE version > :version AND version <= :reached
            """;

    private static final String REMEMBER_DELETED = """
            INSERT INTO deleted_subscription (id, version) VALUES (:id, :version)
            """;

    private static final String NOT_SEALED = """
            secret NOT LIKE ?1 ORDER BY id
            """;

    /** Compares the whole of what was asked for with a part of it, which the index can do. */
    private static final String PAGE = """
            SELECT * FROM subscription
            WHERE asked @> CAST(:part AS jsonb) AND status = coalesce(CAST(:status AS text), status)
                AND (CAST(:owner AS text) IS NULL OR owner = CAST(:owner AS text))
                AND (created, id) > (:created, :id)
            ORDER BY created, id
            LIMIT :limit
            """;

    private static final Cursor OLDEST = new Cursor(Instant.EPOCH, new UUID(0, 0));

    /**
     * What became of subscriptions since a version.
     *
     * @param version up to which they are complete
     * @param more whether there is more after that
     */
    record Changes(List<Subscription> present, List<UUID> deleted, long version, boolean more) {}

    private final Vault vault;
    private final ObjectMapper mapper;
    private final Clock clock;

    SubscriptionStore(Vault vault, ObjectMapper mapper, Clock clock) {
        this.vault = vault;
        this.mapper = mapper;
        this.clock = clock;
    }

    /** Returns it with its version. */
    @Transactional
    Subscription create(Subscription subscription) {
        SubscriptionRow row = new SubscriptionRow();
        row.id = subscription.id();
        row.status = subscription.status();
        row.secret = vault.seal(subscription.id(), subscription.credentials());
        row.created = subscription.created();
        row.asked = mapper.valueToTree(subscription.asked()).toString();
        row.owner = subscription.grant().owner();
        row.reads = subscription.grant().viewer().names().toArray(String[]::new);
        row.version = single(NEXT_VERSION);
        persist(row);
        return subscription(row);
    }

    /** Replaces what was asked for, the headers and the status; empty when somebody else has changed it since, or removed it. */
    @Transactional
    Optional<Subscription> replace(Subscription changed) {
        long version = single(NEXT_VERSION);
        return find("id = ?1 AND version = ?2", changed.id(), changed.version())
                .firstResultOptional()
                .map(row -> {
                    row.asked = mapper.valueToTree(changed.asked()).toString();
                    row.status = changed.status();
                    row.disabledReason = changed.disabledReason();
                    row.disabledSince = changed.disabledSince();
                    row.reads = changed.grant().viewer().names().toArray(String[]::new);
                    row.secret = vault.seal(changed.id(), changed.credentials());
                    row.version = version;
                    return subscription(row);
                });
    }

    /** Ends its deliveries too, whether they wait or not. */
    @Transactional
    boolean remove(UUID id) {
        long version = single(NEXT_VERSION);
        return deleteById(id) && remember(id, version);
    }

    /** Removes it as {@link #remove(UUID)} does; false when somebody else has changed it since, or removed it. */
    @Transactional
    boolean remove(Subscription read) {
        long version = single(NEXT_VERSION);
        return delete("id = ?1 AND version = ?2", read.id(), read.version()) > 0 && remember(read.id(), version);
    }

    private boolean remember(UUID id, long version) {
        getEntityManager()
                .createNativeQuery(REMEMBER_DELETED)
                .setParameter("id", id)
                .setParameter("version", version)
                .executeUpdate();
        return true;
    }

    /** Empty when it is confirmed already, or not there. */
    @Transactional
    Optional<Subscription> confirm(UUID id) {
        long version = single(NEXT_VERSION);
        return find("id = ?1 AND status = ?2", id, Subscription.Status.UNCONFIRMED)
                .firstResultOptional()
                .map(row -> {
                    row.status = Subscription.Status.ACTIVE;
                    row.version = version;
                    return subscription(row);
                });
    }

    /** Empty when it is not active, or not there. */
    @Transactional
    Optional<Subscription> disable(UUID id, String reason) {
        long version = single(NEXT_VERSION);
        return find("id = ?1 AND status = ?2", id, Subscription.Status.ACTIVE)
                .firstResultOptional()
                .map(row -> {
                    row.status = Subscription.Status.DISABLED;
                    row.disabledReason = reason;
                    row.disabledSince = clock.instant().truncatedTo(ChronoUnit.MICROS);
                    row.version = version;
                    return subscription(row);
                });
    }

    /** Empty when there is none. One change after the other: taking a version excludes others. */
    @Transactional
    Optional<Subscription> change(UUID id, UnaryOperator<Credentials> change) {
        long version = single(NEXT_VERSION);
        return findByIdOptional(id).map(row -> {
            row.secret = vault.seal(id, change.apply(vault.open(id, row.secret)));
            row.version = version;
            return subscription(row);
        });
    }

    long countOf(String owner) {
        return count("owner", owner);
    }

    @Transactional
    Optional<Subscription> get(UUID id) {
        return findByIdOptional(id).map(this::subscription);
    }

    /**
     * In order of creation.
     *
     * @param part of what was asked for; an empty object for all
     * @param status null for all
     * @param owner null for everybody's
     */
    @Transactional
    @SuppressWarnings("unchecked")
    List<Subscription> page(
            JsonNode part,
            Subscription.@Nullable Status status,
            @Nullable String owner,
            @Nullable Cursor after,
            int limit) {
        Cursor start = after == null ? OLDEST : after;
        if (part.isEmpty() && status == null && owner == null) {
            return subscriptions(find(
                            "(created, id) > (:created, :id) ORDER BY created, id",
                            Parameters.with("created", start.created()).and("id", start.id()))
                    .range(0, limit - 1)
                    .list());
        }
        return subscriptions(getEntityManager()
                .createNativeQuery(PAGE, SubscriptionRow.class)
                .setParameter("part", part.toString())
                .setParameter("status", status == null ? null : status.name())
                .setParameter("owner", owner)
                .setParameter("created", start.created())
                .setParameter("id", start.id())
                .setParameter("limit", limit)
                .getResultList());
    }

    /** At most so many, the oldest changes first: there may be a hundred thousand when a replica starts. */
    @Transactional
    Changes since(long version, int limit) {
        // Read first: what is committed between this and the next statements is at worst read twice.
        long latest = single(VERSION);
        if (latest == version) {
            return new Changes(List.of(), List.of(), version, false);
        }
        List<Subscription> present = subscriptions(find("version > ?1 ORDER BY version", version)
                .range(0, limit - 1)
                .list());
        boolean more = present.size() == limit;
        long reached = more ? present.get(limit - 1).version() : latest;
        List<UUID> deleted = getEntityManager()
                .createNativeQuery(DELETED_SINCE, UUID.class)
                .setParameter("version", version)
                .setParameter("reached", reached)
                .getResultList();
        return new Changes(present, deleted, reached, more);
    }

    /** Encrypts with the current key what is not; returns whether more may be left. */
    @Transactional
    boolean seal(int limit) {
        List<SubscriptionRow> rows = find(NOT_SEALED, vault.currentPrefix() + "%")
                .range(0, limit - 1)
                .withLock(LockModeType.PESSIMISTIC_WRITE)
                .list();
        for (SubscriptionRow row : rows) {
            row.secret = vault.seal(row.id, vault.open(row.id, row.secret));
        }
        return rows.size() == limit;
    }

    private List<Subscription> subscriptions(List<SubscriptionRow> rows) {
        return rows.stream().map(this::subscription).toList();
    }

    private Subscription subscription(SubscriptionRow row) {
        return new Subscription(
                row.id,
                asked(row),
                row.status,
                row.disabledReason,
                row.disabledSince,
                row.created,
                row.version,
                vault.open(row.id, row.secret),
                Grant.of(row.owner, Viewer.of(List.of(row.reads))));
    }

    private NewSubscription asked(SubscriptionRow row) {
        try {
            return NewSubscription.read(mapper.readTree(row.asked));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("The database keeps what is no JSON [subscription=" + row.id + "]", e);
        }
    }

    private long single(String sql) {
        return (Long) getEntityManager().createNativeQuery(sql, Long.class).getSingleResult();
    }
}
