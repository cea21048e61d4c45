package org.annals.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
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
