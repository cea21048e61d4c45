package org.annals.timeline.intake;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.annals.timeline.database.Columns;
import org.annals.timeline.intake.StoredPlace.LastRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** How far each partition of annals.events is stored. */
@ApplicationScoped
class PlaceStore {

    private static final String CREATE_MISSING = """
            INSERT INTO place (source_partition, next_offset)
            SELECT unnest(?), 0
            ON CONFLICT DO NOTHING
            """;

    private static final String LOCK = """
            SELECT source_partition, next_offset FROM place
            WHERE source_partition = ANY (?)
            ORDER BY source_partition
            FOR UPDATE
            """;

    private static final String READ = """
            SELECT source_partition, next_offset, last_offset, last_digest FROM place
            WHERE source_partition = ANY (?)
            """;

    private static final String MOVE = """
            UPDATE place SET next_offset = new.last_offset + 1, last_offset = new.last_offset, last_digest = new.last_digest
            FROM unnest(?, ?, ?) AS new (source_partition, last_offset, last_digest)
            WHERE place.source_partition = new.source_partition
            """;

    /** The next offset of each partition, locked until the transaction ends: whoever stores, stores alone. */
    Map<Integer, Long> lock(Connection connection, Collection<Integer> partitions) throws SQLException {
        Map<Integer, Long> places = select(connection, partitions);
        if (places.size() == partitions.size()) {
            return places;
        }
        try (PreparedStatement statement = connection.prepareStatement(CREATE_MISSING)) {
            // Sorted: two that create the same rows wait for each other, they don't block each other.
            statement.setArray(1, connection.createArrayOf("int4", new TreeSet<>(partitions).toArray()));
            statement.executeUpdate();
        }
        return select(connection, partitions);
    }

    /** How far the partitions are stored, once nobody else is storing any of them. */
    Map<Integer, StoredPlace> read(Connection connection, Collection<Integer> partitions) throws SQLException {
        lock(connection, partitions);
        Map<Integer, StoredPlace> places = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(READ)) {
            statement.setArray(1, connection.createArrayOf("int4", partitions.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    byte[] digest = rows.getBytes(4);
                    LastRecord last = digest == null ? null : new LastRecord(rows.getLong(3), digest);
                    places.put(rows.getInt(1), new StoredPlace(rows.getLong(2), last));
                }
            }
        }
        return places;
    }

    /** Moves places behind the messages, which are stored in the same transaction. */
    void move(Connection connection, Collection<Message> stored) throws SQLException {
        Map<Integer, Position> lasts = new TreeMap<>();
        for (Message message : stored) {
            Position position = message.position();
            lasts.merge(position.partition(), position, (one, other) -> one.offset() > other.offset() ? one : other);
        }
        try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
            new Columns<>(connection, statement, List.copyOf(lasts.values()))
                    .bind("int4", Position::partition)
                    .bind("int8", Position::offset)
                    .bindBytes(PlaceStore::digest);
            statement.executeUpdate();
        }
    }

    private static byte[] digest(Position position) {
        ConsumerRecord<byte[], byte[]> record = position.record();
        if (record == null) {
            throw new IllegalStateException("A place can only move behind a record of the log");
        }
        return RecordDigest.of(record);
    }

    private static Map<Integer, Long> select(Connection connection, Collection<Integer> partitions)
            throws SQLException {
        Map<Integer, Long> places = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(LOCK)) {
            statement.setArray(1, connection.createArrayOf("int4", partitions.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    places.put(rows.getInt(1), rows.getLong(2));
                }
            }
        }
        return places;
    }
}
