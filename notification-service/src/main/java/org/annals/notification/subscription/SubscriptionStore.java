package org.annals.notification.subscription;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
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
            SELECT id FROM deleted_subscription WHERE version > :version
            """;

    private static final String REMEMBER_DELETED = """
            INSERT INTO deleted_subscription (id, version) VALUES (:id, :version)
            """;

    private static final String NOT_SEALED = """
            secret NOT LIKE ?1 ORDER BY id
            """;

    /**
     * What became of subscriptions since a version.
     *
     * @param version up to which they are complete
     */
    record Changes(List<Subscription> present, List<UUID> deleted, long version) {}

    private final Vault vault;

    SubscriptionStore(Vault vault) {
        this.vault = vault;
    }

    @Transactional
    void create(Subscription subscription) {
        persist(new SubscriptionRow(subscription, single(NEXT_VERSION), vault));
    }

    /** Ends its deliveries too, whether they wait or not. */
    @Transactional
    boolean remove(UUID id) {
        long version = single(NEXT_VERSION);
        if (!deleteById(id)) {
            return false;
        }
        getEntityManager()
                .createNativeQuery(REMEMBER_DELETED)
                .setParameter("id", id)
                .setParameter("version", version)
                .executeUpdate();
        return true;
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
                    row.version = version;
                    return row.toSubscription(vault);
                });
    }

    /** Empty when there is none. One change after the other: taking a version excludes others. */
    @Transactional
    Optional<Subscription> change(UUID id, UnaryOperator<Credentials> change) {
        long version = single(NEXT_VERSION);
        return findByIdOptional(id).map(row -> {
            row.secret = vault.seal(id, change.apply(vault.open(id, row.secret)));
            row.version = version;
            return row.toSubscription(vault);
        });
    }

    @Transactional
    Optional<Subscription> get(UUID id) {
        return findByIdOptional(id).map(row -> row.toSubscription(vault));
    }

    /** In order of creation. */
    @Transactional
    List<Subscription> page(@Nullable Cursor after, int limit) {
        var found = after == null
                ? find("ORDER BY created, id")
                : find(
                        "(created, id) > (:created, :id) ORDER BY created, id",
                        Parameters.with("created", after.created()).and("id", after.id()));
        return found.range(0, limit - 1).stream()
                .map(row -> row.toSubscription(vault))
                .toList();
    }

    @Transactional
    Changes since(long version) {
        // Read first: what is committed between this and the next statements is at worst read twice.
        long latest = single(VERSION);
        if (latest == version) {
            return new Changes(List.of(), List.of(), version);
        }
        List<Subscription> present = list("version > ?1", version).stream()
                .map(row -> row.toSubscription(vault))
                .toList();
        List<UUID> deleted = getEntityManager()
                .createNativeQuery(DELETED_SINCE, UUID.class)
                .setParameter("version", version)
                .getResultList();
        return new Changes(present, deleted, latest);
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

    private long single(String sql) {
        return (Long) getEntityManager().createNativeQuery(sql, Long.class).getSingleResult();
    }
}
