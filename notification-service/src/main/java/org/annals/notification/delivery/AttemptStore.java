// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.annals.notification.sql.Columns;
import org.hibernate.Session;

@ApplicationScoped
class AttemptStore implements PanacheRepositoryBase<AttemptRow, AttemptRow.Key> {

    /** Of a delivery that went with its subscription in the meantime, nothing is kept. */
    private static final String APPEND = """
            INSERT INTO attempt (delivery_id, number, at, outcome, status, duration_ms, response, url)
            SELECT a.delivery_id, a.number, a.at, a.outcome, a.status, a.duration_ms, a.response, a.url
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?)
                AS a (delivery_id, number, at, outcome, status, duration_ms, response, url)
            JOIN delivery ON delivery.id = a.delivery_id
            ON CONFLICT DO NOTHING
            """;

    void append(List<DeliveryStore.Result> results) {
        getEntityManager().unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
                Columns columns = new Columns(connection, statement);
                columns.add("uuid", results, result -> result.attempt().deliveryId());
                columns.add("int", results, result -> result.attempt().number());
                columns.add("timestamptz", results, result -> result.attempt().at());
                columns.add("text", results, result -> result.outcome().label());
                columns.add("int", results, result -> result.outcome().status());
                columns.add("bigint", results, result -> result.outcome().took().toMillis());
                columns.add("text", results, result -> result.outcome().response());
                columns.add(
                        "text",
                        results,
                        result -> result.attempt().subscription().sink().toString());
                statement.executeUpdate();
            }
        });
    }

    /** Of all these deliveries, in order. */
    List<AttemptRow> of(Collection<UUID> deliveries) {
        return list("deliveryId IN ?1 ORDER BY deliveryId, number", deliveries);
    }
}
