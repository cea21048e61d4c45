package org.annals.notification.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.sql.PreparedStatement;
import java.util.Collection;
import java.util.List;
import org.annals.notification.sql.Columns;
import org.hibernate.Session;

@ApplicationScoped
class MessageStore {

    private static final String APPEND = """
            INSERT INTO message (timeline, sequence, event_id, revision, type, recorded, traceparent, body)
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    private final EntityManager entities;

    MessageStore(EntityManager entities) {
        this.entities = entities;
    }

    /** Keeps bodies until all are delivered. One that is kept already stays. */
    void append(Collection<Message> messages) {
        List<Message> rows = List.copyOf(messages);
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(APPEND)) {
                Columns columns = new Columns(connection, statement);
                columns.add("text", rows, Message::timeline);
                columns.add("bigint", rows, Message::sequence);
                columns.add("uuid", rows, Message::eventId);
                columns.add("int", rows, Message::revision);
                columns.add("text", rows, Message::type);
                columns.add("timestamptz", rows, Message::recorded);
                columns.add("text", rows, Message::traceparent);
                columns.add("text", rows, Message::body);
                statement.executeUpdate();
            }
        });
    }
}
