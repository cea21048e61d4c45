// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.sql.Columns;
import org.annals.notification.subscription.SubscriptionDisabled;
import org.hibernate.Session;

/** Since when endpoints have not had one success: a row for each of the few whose last attempt has failed. */
@ApplicationScoped
class FailingEndpointStore {

    /** In the same order as in every other transaction, so that two replicas don't wait for each other. */
    private static final String RECOVER = """
            DELETE FROM failing_endpoint WHERE subscription_id IN (
                SELECT f.subscription_id FROM failing_endpoint f
                WHERE f.subscription_id = ANY (?)
                ORDER BY f.subscription_id
                FOR UPDATE)
            """;

    private static final String FAIL = """
            INSERT INTO failing_endpoint (subscription_id, since)
            SELECT f.id, f.since FROM unnest(?, ?) AS f (id, since)
            JOIN subscription ON subscription.id = f.id
            ORDER BY f.id
            ON CONFLICT DO NOTHING
            """;

    private static final String FAILING_SINCE = """
            SELECT subscription_id, since FROM failing_endpoint WHERE subscription_id = ANY (?) AND since <= ?
            """;

    private static final String FORGET = """
            DELETE FROM failing_endpoint WHERE subscription_id = :id
            """;

    private final EntityManager entities;

    FailingEndpointStore(EntityManager entities) {
        this.entities = entities;
    }

    void recover(Collection<UUID> endpoints) {
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(RECOVER)) {
                new Columns(connection, statement).add("uuid", List.copyOf(endpoints), id -> id);
                statement.executeUpdate();
            }
        });
    }

    /** Those that failed before keep their time. */
    void fail(Map<UUID, Instant> endpoints) {
        List<Map.Entry<UUID, Instant>> rows = List.copyOf(endpoints.entrySet());
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FAIL)) {
                Columns columns = new Columns(connection, statement);
                columns.add("uuid", rows, Map.Entry::getKey);
                columns.add("timestamptz", rows, Map.Entry::getValue);
                statement.executeUpdate();
            }
        });
    }

    /** Which of these have failed ever since the given time or longer, and since when. */
    Map<UUID, Instant> failingSince(Collection<UUID> endpoints, Instant time) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(FAILING_SINCE)) {
                new Columns(connection, statement).add("uuid", List.copyOf(endpoints), id -> id);
                statement.setObject(2, time.atOffset(ZoneOffset.UTC));
                Map<UUID, Instant> failing = new HashMap<>();
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        failing.put(
                                rows.getObject(1, UUID.class),
                                rows.getObject(2, OffsetDateTime.class).toInstant());
                    }
                }
                return failing;
            }
        });
    }

    /** Once it is active again, it has its whole time again. */
    void forget(@Observes SubscriptionDisabled event) {
        entities.createNativeQuery(FORGET)
                .setParameter("id", event.subscription().id())
                .executeUpdate();
    }
}
