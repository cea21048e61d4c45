package org.annals.timeline.intake;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

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

    private static final String MOVE = """
            UPDATE place SET next_offset = new.next_offset
            FROM unnest(?, ?) AS new (source_partition, next_offset)
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

    void move(Connection connection, Map<Integer, Long> places) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MOVE)) {
            statement.setArray(
                    1, connection.createArrayOf("int4", places.keySet().toArray()));
            statement.setArray(
                    2, connection.createArrayOf("int8", places.values().toArray()));
            statement.executeUpdate();
        }
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
