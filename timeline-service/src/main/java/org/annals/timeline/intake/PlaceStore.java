// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
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

    /** Of a row p: all partitions of the earlier epoch have come to the epoch. */
    private static final String IS_OPEN = """
            ((SELECT count(*) FROM place earlier
              WHERE earlier.source_partition < p.earlier_partitions AND earlier.epoch >= p.epoch) = p.earlier_partitions)
            """;

    private static final String READ = """
            SELECT source_partition, next_offset, last_offset, encode(last_digest, 'hex'), epoch, %s FROM place p
            WHERE source_partition = ANY (?)
            """.formatted(IS_OPEN);

    private static final String CLOSED = """
            SELECT source_partition FROM place p WHERE source_partition = ANY (?) AND NOT %s
            """.formatted(IS_OPEN);

    private static final String MOVE = """
            UPDATE place
            SET next_offset = new.last_offset + 1, last_offset = new.last_offset,
                last_digest = decode(new.last_digest, 'hex'),
                epoch = greatest(place.epoch, new.epoch),
                earlier_partitions =
                  CASE WHEN new.epoch > place.epoch THEN new.earlier_partitions ELSE place.earlier_partitions END
            FROM unnest(?, ?, ?, ?, ?) AS new (source_partition, last_offset, last_digest, epoch, earlier_partitions)
            WHERE place.source_partition = new.source_partition
            """;

    private static final EpochMarker NO_MARKER = new EpochMarker(0, 0);

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
                    String digest = rows.getString(4);
                    LastRecord last = digest == null ? null : new LastRecord(rows.getLong(3), digest);
                    places.put(
                            rows.getInt(1), new StoredPlace(rows.getLong(2), last, rows.getInt(5), rows.getBoolean(6)));
                }
            }
        }
        return places;
    }

    /**
     * Makes sure that messages may be stored: the epoch before theirs is stored, in all its partitions.
     *
     * @throws PlaceLostException where it is not
     */
    void requireOpen(Connection connection, Collection<Message> messages) throws SQLException {
        List<Integer> closed = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(CLOSED)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "int4",
                            messages.stream()
                                    .map(message -> message.position().partition())
                                    .distinct()
                                    .toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    closed.add(rows.getInt(1));
                }
            }
        }
        if (!closed.isEmpty()) {
            throw new PlaceLostException(closed);
        }
    }

    /** Moves places behind the messages, which are stored in the same transaction. */
    void move(Connection connection, Collection<Message> stored) throws SQLException {
        Map<Integer, Position> lasts = new TreeMap<>();
        Map<Integer, EpochMarker> markers = new HashMap<>();
        for (Message message : stored) {
            Position position = message.position();
            lasts.merge(position.partition(), position, (one, other) -> one.offset() > other.offset() ? one : other);
            if (message instanceof Message.EpochStarted started) {
                markers.merge(
                        position.partition(),
                        started.marker(),
                        (one, other) -> one.epoch() > other.epoch() ? one : other);
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
            new Columns<>(connection, statement, List.copyOf(lasts.values()))
                    .bind("int4", Position::partition)
                    .bind("int8", Position::offset)
                    .bind("text", PlaceStore::digest)
                    .bind(
                            "int4",
                            last -> markers.getOrDefault(last.partition(), NO_MARKER)
                                    .epoch())
                    .bind(
                            "int4",
                            last -> markers.getOrDefault(last.partition(), NO_MARKER)
                                    .earlierPartitions());
            statement.executeUpdate();
        }
    }

    private static String digest(Position position) {
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
