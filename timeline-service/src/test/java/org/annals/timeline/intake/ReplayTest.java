// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.annals.local.InfrastructureTestResource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random logs give the same database in whatever batches they come, and however often a restart passes a part of them
 * again. {@code -Dannals.property.tries=1000} tries more of them than the build does.
 */
@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class ReplayTest {

    private static final int TRIES = Integer.getInteger("annals.property.tries", 25);

    /** Partitions that the topic does not have: the service's own consumer leaves them alone. */
    private static final List<Integer> PARTITIONS = List.of(5001, 5002);

    private static final List<String> TIMELINES = List.of("replay-one", "replay-two", "replay-three");
    private static final List<String> IDS = List.of("a", "b", "c", "d", "e", "f");
    private static final int RECORDS = 120;

    /** What the log decides; "added" is only an order. */
    private static final Map<String, String> TABLES = new LinkedHashMap<>(Map.of(
            "timeline", "SELECT t::text FROM timeline t WHERE timeline = ANY (?) ORDER BY timeline",
            "change", "SELECT t::text FROM change t WHERE timeline = ANY (?) ORDER BY timeline, sequence",
            "event", "SELECT t::text FROM event t WHERE timeline = ANY (?) ORDER BY event_id, revision",
            "waiting", """
                    SELECT concat_ws(' ', message_id, event_id, timeline, recorded, attributes, data, source_partition,
                                     source_offset)
                    FROM waiting WHERE timeline = ANY (?) ORDER BY timeline, added
                    """));

    @Inject
    Intake intake;

    @Inject
    DataSource database;

    @ParameterizedTest
    @MethodSource("seeds")
    void a_log_gives_the_same_database_in_any_batches(long seed) throws SQLException {
        Random random = new Random(seed);
        Map<Integer, List<Message>> log = log(random);

        clear();
        for (int partition : PARTITIONS) {
            intake.store(requireNonNull(log.get(partition)), Map.of(partition, 0L));
        }
        List<String> inOnePass = rows();
        clear();
        project(log, random);
        List<String> inBatches = rows();

        assertFalse(inOnePass.isEmpty());
        assertEquals(inOnePass, inBatches);
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, TRIES);
    }

    private void project(Map<Integer, List<Message>> log, Random random) {
        Map<Integer, Integer> places = new HashMap<>();
        PARTITIONS.forEach(partition -> places.put(partition, 0));
        while (PARTITIONS.stream().anyMatch(partition -> requireNonNull(places.get(partition)) < RECORDS)) {
            List<Message> batch = new ArrayList<>();
            Map<Integer, Long> fetchedFrom = new HashMap<>();
            for (int partition : PARTITIONS) {
                int place = requireNonNull(places.get(partition));
                // After a crash, what was stored is read again.
                int from = random.nextInt(4) == 0 ? random.nextInt(place + 1) : place;
                int to = Math.min(RECORDS, place + random.nextInt(30));
                batch.addAll(requireNonNull(log.get(partition)).subList(from, to));
                fetchedFrom.put(partition, (long) from);
                places.put(partition, to);
            }
            intake.store(batch, fetchedFrom);
        }
    }

    private static Map<Integer, List<Message>> log(Random random) {
        Map<Integer, List<Message>> log = new HashMap<>();
        for (int partition : PARTITIONS) {
            List<String> timelines = partition == PARTITIONS.get(0) ? TIMELINES.subList(0, 2) : TIMELINES.subList(2, 3);
            List<Message> messages = new ArrayList<>();
            Instant recorded = Instant.parse("2022-08-04T09:30:00Z");
            for (int offset = 0; offset < RECORDS; offset++) {
                // Corrections wait for an hour; a new leader's clock may be behind.
                recorded = recorded.plus(Duration.ofSeconds(random.nextInt(1500) - 200));
                messages.add(message(random, timelines, partition, offset, recorded));
            }
            log.put(partition, messages);
        }
        return log;
    }

    private static Message message(Random random, List<String> timelines, int partition, int offset, Instant recorded) {
        RecordHeaders headers = new RecordHeaders();
        String timeline = timelines.get(random.nextInt(timelines.size()));
        String type = "report.issued";
        // Few titles: the same id comes with the same content, and with another.
        String data = "{\"occurred\":\"2022-08-0%d\",\"title\":\"A report\"}".formatted(random.nextInt(2) + 1);
        int kind = random.nextInt(20);
        if (kind == 0) {
            type = "annals.timeline.described";
            data = "{\"title\":\"Story %d\",\"visibility\":\"public\"}".formatted(offset);
        } else if (kind == 1) {
            type = Message.Tick.TYPE;
        } else if (kind == 2) {
            data = "no JSON";
        } else if (kind < 12) {
            header(headers, "ce_corrects", anyId(random));
        } else if (kind < 14) {
            header(headers, "ce_retracts", anyId(random));
            data = "{\"reason\":\"Wrong\"}";
        }
        header(headers, "ce_specversion", "1.0");
        header(headers, "ce_id", anyId(random));
        header(headers, "ce_source", "/desk");
        header(headers, "ce_type", type);
        header(headers, "ce_subject", timeline);
        return MessageReader.read(new ConsumerRecord<>(
                "annals.events",
                partition,
                offset,
                recorded.toEpochMilli(),
                TimestampType.LOG_APPEND_TIME,
                timeline.length(),
                data.length(),
                timeline.getBytes(StandardCharsets.UTF_8),
                data.getBytes(StandardCharsets.UTF_8),
                headers,
                Optional.empty()));
    }

    private static String anyId(Random random) {
        return IDS.get(random.nextInt(IDS.size())) + random.nextInt(4);
    }

    private static void header(RecordHeaders headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }

    private List<String> rows() throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            for (var table : TABLES.entrySet()) {
                read(connection, table.getKey(), table.getValue(), "text", TIMELINES.toArray(), rows);
            }
            read(
                    connection,
                    "rejection",
                    "SELECT t::text FROM rejection t WHERE source_partition = ANY (?) ORDER BY source_partition, source_offset",
                    "int4",
                    PARTITIONS.toArray(),
                    rows);
        }
        return rows;
    }

    private static void read(
            Connection connection, String table, String query, String type, Object[] values, List<String> rows)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setArray(1, connection.createArrayOf(type, values));
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    rows.add(table + " " + result.getString(1));
                }
            }
        }
    }

    private void clear() throws SQLException {
        try (Connection connection = database.getConnection()) {
            for (String table : TABLES.keySet()) {
                delete(connection, "DELETE FROM " + table + " WHERE timeline = ANY (?)", "text", TIMELINES.toArray());
            }
            for (String table : List.of("rejection", "place")) {
                delete(
                        connection,
                        "DELETE FROM " + table + " WHERE source_partition = ANY (?)",
                        "int4",
                        PARTITIONS.toArray());
            }
        }
    }

    private static void delete(Connection connection, String statement, String type, Object[] values)
            throws SQLException {
        try (PreparedStatement prepared = connection.prepareStatement(statement)) {
            prepared.setArray(1, connection.createArrayOf(type, values));
            prepared.executeUpdate();
        }
    }
}
