// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.annals.notification.sql.Columns;
import org.hibernate.Session;

@ApplicationScoped
public class CatchUpStore {

    /** One that is there already keeps its place, which is the earlier one. */
    private static final String START = """
            INSERT INTO catch_up (id, partition, subscription_id, epoch, next_offset, until_offset, timeline,
                from_sequence, to_sequence, recorded_from, recorded_to)
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id, partition) DO UPDATE SET epoch = catch_up.epoch + 1
            """;

    private static final String MOVE = """
            INSERT INTO catch_up (id, partition, subscription_id, epoch, next_offset, until_offset, timeline,
                from_sequence, to_sequence, recorded_from, recorded_to)
            SELECT * FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id, partition) DO UPDATE
            SET epoch = catch_up.epoch + 1, next_offset = excluded.next_offset
            """;

    private static final String OF_PARTITION = """
            SELECT * FROM catch_up WHERE partition = ?
            """;

    private static final String OF_SUBSCRIPTIONS = """
            SELECT * FROM catch_up WHERE subscription_id = ANY (?)
            """;

    /** Only by who knows where it stands: a replica that has lost the partition without knowing it moves nothing. */
    private static final String ADVANCE = """
            UPDATE catch_up SET next_offset = r.reached
            FROM unnest(?, ?, ?, ?, ?) AS r (id, partition, epoch, next_offset, reached)
            WHERE catch_up.id = r.id AND catch_up.partition = r.partition AND catch_up.epoch = r.epoch
                AND catch_up.next_offset = r.next_offset
            RETURNING catch_up.id
            """;

    private static final String END = """
            DELETE FROM catch_up USING unnest(?, ?, ?, ?) AS r (id, partition, epoch, next_offset)
            WHERE catch_up.id = r.id AND catch_up.partition = r.partition AND catch_up.epoch = r.epoch
                AND catch_up.next_offset = r.next_offset
            """;

    private final EntityManager entities;

    CatchUpStore(EntityManager entities) {
        this.entities = entities;
    }

    void start(List<CatchUp> catchUps) {
        insert(START, catchUps);
    }

    /** To their places, wherever they were. */
    void move(List<CatchUp> catchUps) {
        insert(MOVE, catchUps);
    }

    @Transactional
    List<CatchUp> of(int partition) {
        return query(OF_PARTITION, statement -> statement.setInt(1, partition));
    }

    @Transactional
    List<CatchUp> of(Collection<UUID> subscriptions) {
        return query(
                OF_SUBSCRIPTIONS,
                statement -> statement.setArray(
                        1, statement.getConnection().createArrayOf("uuid", subscriptions.toArray())));
    }

    /** Returns which of them got on: the others are no longer what they were. */
    public Set<UUID> advance(List<CatchUp> from, long reached) {
        Set<UUID> advanced = new HashSet<>();
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(ADVANCE)) {
                Columns columns = new Columns(connection, statement);
                identify(columns, from);
                columns.add("bigint", from, row -> reached);
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) {
                        advanced.add(rows.getObject(1, UUID.class));
                    }
                }
            }
        });
        return advanced;
    }

    @Transactional
    public void end(List<CatchUp> ended) {
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(END)) {
                identify(new Columns(connection, statement), ended);
                statement.executeUpdate();
            }
        });
    }

    private static void identify(Columns columns, List<CatchUp> rows) throws SQLException {
        columns.add("uuid", rows, CatchUp::id);
        columns.add("int", rows, CatchUp::partition);
        columns.add("int", rows, CatchUp::epoch);
        columns.add("bigint", rows, CatchUp::next);
    }

    private void insert(String sql, List<CatchUp> rows) {
        if (rows.isEmpty()) {
            return;
        }
        // What the subscription itself is stored by waits in Hibernate, and must be there first.
        entities.flush();
        entities.unwrap(Session.class).doWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                Columns columns = new Columns(connection, statement);
                columns.add("uuid", rows, CatchUp::id);
                columns.add("int", rows, CatchUp::partition);
                columns.add("uuid", rows, CatchUp::subscriptionId);
                columns.add("int", rows, CatchUp::epoch);
                columns.add("bigint", rows, CatchUp::next);
                columns.add("bigint", rows, CatchUp::until);
                columns.add("text", rows, row -> row.range().timeline());
                columns.add("bigint", rows, row -> row.range().fromSequence());
                columns.add("bigint", rows, row -> row.range().toSequence());
                columns.add("timestamptz", rows, row -> at(row.range().recordedFrom()));
                columns.add("timestamptz", rows, row -> at(row.range().recordedTo()));
                statement.executeUpdate();
            }
        });
    }

    private interface Binding {
        void bind(PreparedStatement statement) throws SQLException;
    }

    private List<CatchUp> query(String sql, Binding binding) {
        return entities.unwrap(Session.class).doReturningWork(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                binding.bind(statement);
                try (ResultSet rows = statement.executeQuery()) {
                    List<CatchUp> found = new ArrayList<>();
                    while (rows.next()) {
                        found.add(catchUp(rows));
                    }
                    return found;
                }
            }
        });
    }

    private static CatchUp catchUp(ResultSet row) throws SQLException {
        return new CatchUp(
                row.getObject("id", UUID.class),
                row.getInt("partition"),
                row.getObject("subscription_id", UUID.class),
                row.getInt("epoch"),
                row.getLong("next_offset"),
                row.getObject("until_offset", Long.class),
                new CatchUp.Range(
                        row.getString("timeline"),
                        row.getLong("from_sequence"),
                        row.getLong("to_sequence"),
                        row.getObject("recorded_from", OffsetDateTime.class).toInstant(),
                        row.getObject("recorded_to", OffsetDateTime.class).toInstant()));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
