// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.sql.Columns;
import org.hibernate.Session;

/** Who was told of which event, or is about to be: they are told of its corrections too. */
@ApplicationScoped
public class ToldStore {

    /** What deliveries tell, and what was kept of those that are removed. */
    private static final String OF = """
            SELECT event_id, subscription_id, max(sequence) FROM (
                SELECT event_id, subscription_id, sequence FROM delivery WHERE event_id = ANY (?)
                UNION ALL
                SELECT event_id, subscription_id, NULL FROM told WHERE event_id = ANY (?)) AS told
            GROUP BY event_id, subscription_id
            """;

    private static final String PRIOR = """
            SELECT DISTINCT ON (event_id) event_id, revision, body FROM message WHERE event_id = ANY (?)
            ORDER BY event_id, sequence DESC
            """;

    /** Instead of a sequence, when it is not known any more. */
    public static final long LONG_AGO = Long.MAX_VALUE;

    private final EntityManager entities;

    ToldStore(EntityManager entities) {
        this.entities = entities;
    }

    /** What the database knows of an event: its latest revision of those that somebody was told of. */
    public record Revision(int number, String body) {}

    /** The subscriptions for each of these events, and the last sequence that each was told of it. */
    @Transactional
    public Map<UUID, Map<UUID, Long>> of(Collection<UUID> events) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OF)) {
                Columns columns = new Columns(connection, statement);
                columns.add("uuid", List.copyOf(events), event -> event);
                columns.add("uuid", List.copyOf(events), event -> event);
                try (ResultSet rows = statement.executeQuery()) {
                    Map<UUID, Map<UUID, Long>> told = new HashMap<>();
                    while (rows.next()) {
                        long sequence = rows.getLong(3);
                        told.computeIfAbsent(rows.getObject(1, UUID.class), event -> new HashMap<>())
                                .put(rows.getObject(2, UUID.class), rows.wasNull() ? LONG_AGO : sequence);
                    }
                    return told;
                }
            }
        });
    }

    @Transactional
    public Map<UUID, Revision> latest(Collection<UUID> events) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(PRIOR)) {
                new Columns(connection, statement).add("uuid", List.copyOf(events), event -> event);
                try (ResultSet rows = statement.executeQuery()) {
                    Map<UUID, Revision> latest = new HashMap<>();
                    while (rows.next()) {
                        latest.put(rows.getObject(1, UUID.class), new Revision(rows.getInt(2), rows.getString(3)));
                    }
                    return latest;
                }
            }
        });
    }
}
