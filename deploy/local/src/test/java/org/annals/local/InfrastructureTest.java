// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InfrastructureTest {

    private static final TopicPartition PARTITION = new TopicPartition("annals.events", 0);

    @Test
    void finds_its_data_again_after_a_restart(@TempDir Path directory) throws Exception {
        long offset;
        try (Infrastructure first = Infrastructure.start(directory)) {
            offset = send(first, "kept");
            execute(first, "CREATE TABLE kept AS SELECT 42 AS answer");
        }

        try (Infrastructure second = Infrastructure.start(directory)) {
            ConsumerRecord<String, String> found = read(second, offset);
            assertEquals("kept", found.value());
            assertEquals(TimestampType.LOG_APPEND_TIME, found.timestampType());
            assertEquals(42, query(second, "SELECT answer FROM kept"));
        }
    }

    @Test
    void finds_its_data_again_and_leaves_no_process_after_a_kill(@TempDir Path directory) throws Exception {
        Process killed = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledInfrastructure.class.getName(),
                        directory.toString())
                .redirectError(directory.resolve("errors.txt").toFile())
                .start();
        long leftover = pidOfDatabase(killed);
        killed.destroyForcibly().waitFor();
        assertTrue(isAlive(leftover), "PostgreSQL outlives the process that started it");

        try (Infrastructure next = Infrastructure.start(directory)) {
            assertEquals(42, query(next, "SELECT answer FROM kept"));
            assertFalse(isAlive(leftover));
        }
    }

    @Test
    void starts_nothing_when_the_broker_can_not_start(@TempDir Path directory) throws Exception {
        Files.writeString(directory.resolve("kafka"), "a file where the broker wants its folder");

        assertThrows(IOException.class, () -> Infrastructure.start(directory));

        assertFalse(Infrastructure.stopLeftover(directory));
    }

    @Test
    void writes_to_disk_what_it_commits(@TempDir Path directory) throws Exception {
        try (Infrastructure infrastructure = Infrastructure.start(directory);
                Connection connection = connect(infrastructure);
                ResultSet result = connection.createStatement().executeQuery("SHOW fsync")) {
            result.next();
            assertEquals("on", result.getString(1));
        }
    }

    @Test
    void knows_each_of_two_databases_of_one_process(@TempDir Path directory) throws Exception {
        try (Database first = Database.start(directory.resolve("first"), Ports.free());
                Database second = Database.start(directory.resolve("second"), Ports.free())) {
            assertTrue(first.isAlive());
            assertTrue(second.isAlive());
        }
    }

    void admits_only_those_who_can_read_its_passwords_to_what_was_open_before(@TempDir Path directory)
            throws Exception {
        long offset;
        try (Infrastructure open = Infrastructure.start(directory)) {
            offset = send(open, "kept");
            execute(open, "CREATE TABLE kept AS SELECT 42 AS answer");
        }

        try (Infrastructure guarded = Infrastructure.start(directory, Ports.free(), Ports.free())) {
            Map<String, String> settings = guarded.settings("timeline");
            String url = guarded.database().jdbcUrl("timeline");
            SQLException refused =
                    assertThrows(SQLException.class, () -> DriverManager.getConnection(url, "postgres", "postgres"));
            assertEquals("28P01", refused.getSQLState());
            try (Connection connection =
                            DriverManager.getConnection(url, "postgres", settings.get("quarkus.datasource.password"));
                    ResultSet kept = connection.createStatement().executeQuery("SELECT answer FROM kept")) {
                kept.next();
                assertEquals(42, kept.getInt(1));
            }
            Map<String, Object> client = new HashMap<>(
                    Map.of("bootstrap.servers", guarded.broker().bootstrapServers(), "default.api.timeout.ms", 3000));
            client.put("request.timeout.ms", 2000);
            try (Admin stranger = Admin.create(client)) {
                assertThrows(
                        ExecutionException.class,
                        () -> stranger.listTopics().names().get());
            }
            client.putAll(Credentials.keptIn(directory).brokerSettings());
            try (Admin own = Admin.create(client)) {
                assertEquals(
                        offset + 1,
                        own.listOffsets(Map.of(PARTITION, OffsetSpec.latest()))
                                .partitionResult(PARTITION)
                                .get()
                                .offset());
            }
        }
        assertEquals("rwx------", permissions(directory));
        for (String secret : List.of("broker-password", "database-password", "kafka/server.properties")) {
            assertEquals("rw-------", permissions(directory.resolve(secret)));
        }
    }

    @Test
    void a_new_database_asks_for_a_password_from_its_first_moment(@TempDir Path directory) throws Exception {
        try (Infrastructure guarded = Infrastructure.start(directory, Ports.free(), Ports.free())) {
            String url = guarded.database().jdbcUrl("notification");
            assertThrows(SQLException.class, () -> DriverManager.getConnection(url, "postgres", ""));
        }
        String rules = Files.readString(directory.resolve("postgres/data/pg_hba.conf"));
        assertTrue(
                rules.lines().filter(line -> !line.startsWith("#")).noneMatch(line -> line.contains("trust")), rules);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static long pidOfDatabase(Process process) throws IOException {
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(KilledInfrastructure.STARTED)) {
                return Long.parseLong(line.substring(KilledInfrastructure.STARTED.length()));
            }
        }
        throw new IOException("The process ended before it had started both");
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    private static long send(Infrastructure infrastructure, String value) throws Exception {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", infrastructure.broker().bootstrapServers());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            return producer.send(new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), "key", value))
                    .get()
                    .offset();
        }
    }

    private static ConsumerRecord<String, String> read(Infrastructure infrastructure, long offset) {
        Map<String, Object> settings =
                Map.of("bootstrap.servers", infrastructure.broker().bootstrapServers());
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(PARTITION));
            consumer.seek(PARTITION, offset);
            var records = consumer.poll(Duration.ofSeconds(10));
            assertTrue(!records.isEmpty(), "the record is found again");
            return records.iterator().next();
        }
    }

    private static void execute(Infrastructure infrastructure, String sql) throws Exception {
        try (Connection connection = connect(infrastructure)) {
            connection.createStatement().execute(sql);
        }
    }

    private static int query(Infrastructure infrastructure, String sql) throws Exception {
        try (Connection connection = connect(infrastructure);
                ResultSet result = connection.createStatement().executeQuery(sql)) {
            result.next();
            return result.getInt(1);
        }
    }

    private static Connection connect(Infrastructure infrastructure) throws Exception {
        Database database = infrastructure.database();
        return DriverManager.getConnection(database.jdbcUrl("timeline"), database.user(), "");
    }
}
