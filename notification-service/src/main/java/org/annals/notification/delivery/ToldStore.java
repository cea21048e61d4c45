package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.annals.notification.sql.Columns;
import org.hibernate.Session;

/** Who was told of which event, or is about to be: they are told of its corrections too. */
@ApplicationScoped
public class ToldStore {

    /** In the same order as in every other transaction, so that two replicas don't wait for each other. */
    private static final String APPEND = """
            INSERT INTO told (event_id, subscription_id)
            SELECT t.event_id, t.subscription_id FROM unnest(?, ?) AS t (event_id, subscription_id)
            ORDER BY t.event_id, t.subscription_id
            ON CONFLICT DO NOTHING
            """;

    private static final String OF = """
            SELECT event_id, subscription_id FROM told WHERE event_id = ANY (?)
            """;

    private static final String PRIOR = """
            SELECT DISTINCT ON (event_id) event_id, revision, body FROM message WHERE event_id = ANY (?)
            ORDER BY event_id, sequence DESC
            """;

    private final EntityManager entities;

    ToldStore(EntityManager entities) {
        this.entities = entities;
    }

    /** What the database knows of an event: its latest revision of those that somebody was told of. */
    public record Revision(int number, String body) {}

    void append(List<Attempt> attempts) {
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
                Columns columns = new Columns(connection, statement);
                columns.add("uuid", attempts, attempt -> attempt.message().eventId());
                columns.add("uuid", attempts, attempt -> attempt.subscription().id());
                statement.executeUpdate();
            }
        });
    }

    /** The subscriptions for each of these events. */
    @Transactional
    public Map<UUID, Set<UUID>> of(Collection<UUID> events) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(OF)) {
                new Columns(connection, statement).add("uuid", List.copyOf(events), event -> event);
                try (ResultSet rows = statement.executeQuery()) {
                    Map<UUID, Set<UUID>> told = new HashMap<>();
                    while (rows.next()) {
                        told.computeIfAbsent(rows.getObject(1, UUID.class), event -> new HashSet<>())
                                .add(rows.getObject(2, UUID.class));
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
