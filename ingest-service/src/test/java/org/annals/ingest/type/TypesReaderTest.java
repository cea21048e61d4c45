// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.type;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.annals.ingest.problem.ProblemException;
import org.annals.ingest.publishing.EpochGate;
import org.annals.local.InfrastructureTestResource;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A second replica beside the service under test, as far as types go. */
@QuarkusTest
@WithTestResource(InfrastructureTestResource.class)
class TypesReaderTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration START_LIMIT = Duration.ofSeconds(20);

    @Inject
    EpochGate gate;

    private final String type = "bridge.inspected-" + UUID.randomUUID();
    private final Map<String, Object> connection =
            Map.of("bootstrap.servers", ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class));
    private final EventTypes types = new EventTypes(new Config());
    private TypesReader replica;

    @BeforeEach
    void create() {
        replica = new TypesReader(connection, types, gate);
    }

    @AfterEach
    void stop() throws Exception {
        replica.stop(new ShutdownEvent());
    }

    @Test
    void a_replica_knows_at_its_start_what_was_registered_before() throws Exception {
        register();

        replica.start(new StartupEvent());

        await().atMost(START_LIMIT).until(types::isComplete);
        assertTrue(types.all().containsKey(type));
    }

    @Test
    void a_replica_answers_nothing_until_it_has_read_all() throws Exception {
        Assertions.assertThrows(ProblemException.class, types::all);
        replica.start(new StartupEvent());
    }

    @Test
    void a_replica_sees_within_a_second_what_another_one_registers() throws Exception {
        replica.start(new StartupEvent());
        await().atMost(START_LIMIT).until(types::isComplete);

        register();

        await().atMost(SECOND).until(() -> types.all().containsKey(type));
    }

    @Test
    void what_the_contract_says_is_understood() throws Exception {
        JsonNode golden =
                new ObjectMapper().readTree(Files.readString(Path.of("..", "contracts", "annals.event-types.json")));

        publish(golden.get(0).get("value").toString().getBytes(StandardCharsets.UTF_8));

        await().atMost(START_LIMIT)
                .until(() -> given().get("/v1/event-types/" + type).statusCode() == 200);
        publish(null);
        await().atMost(START_LIMIT)
                .until(() -> given().get("/v1/event-types/" + type).statusCode() == 404);
    }

    @Test
    void what_can_not_be_read_leaves_the_type_as_it_was() throws Exception {
        register();
        String later = type + ".again";

        publish("{\"description\": \"x\", \"schema\": {\"$ref\": \"https://example.org\"}}"
                .getBytes(StandardCharsets.UTF_8));

        given().contentType("application/json")
                .body("{\"description\": \"x\"}")
                .put("/v1/event-types/" + later)
                .then()
                .statusCode(201);
        given().get("/v1/event-types/" + type).then().statusCode(200);
    }

    @Test
    void no_record_ends_the_reading() throws Exception {
        Random random = new Random(7);
        List<byte @Nullable []> hostile = new ArrayList<>();
        hostile.add(null);
        for (String text :
                List.of("", "{", "[]", "5", "{\"description\":5}", "[".repeat(5000), "{\"a\":".repeat(900))) {
            hostile.add(text.getBytes(StandardCharsets.UTF_8));
        }
        String schema = "{\"not\":".repeat(900) + "{}" + "}".repeat(900);
        hostile.add(("{\"description\":\"x\",\"schema\":" + schema + "}").getBytes(StandardCharsets.UTF_8));
        hostile.add("x".repeat(900_000).getBytes(StandardCharsets.UTF_8));
        byte[] noise = new byte[64];
        random.nextBytes(noise);
        hostile.add(noise);
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(connection, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (byte[] value : hostile) {
                for (byte[] key : List.of(type.getBytes(StandardCharsets.UTF_8), new byte[0], noise)) {
                    for (byte[] header : Arrays.asList(null, new byte[0], noise)) {
                        ProducerRecord<byte[], byte[]> message = new ProducerRecord<>("annals.event-types", key, value);
                        message.headers().add("ce_id", header).add("ce_type", header);
                        producer.send(message).get();
                    }
                }
            }
        }

        register();

        replica.start(new StartupEvent());
        await().atMost(START_LIMIT).until(types::isComplete);
        assertTrue(types.all().containsKey(type));
    }

    private void register() {
        given().contentType("application/json")
                .body("{\"description\": \"A bridge was inspected.\"}")
                .put("/v1/event-types/" + type)
                .then()
                .statusCode(201);
    }

    private void publish(byte @Nullable [] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(connection, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>("annals.event-types", type.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }

    private record Config() implements TypesConfig {

        @Override
        public boolean strict() {
            return false;
        }

        @Override
        public int max() {
            return 1000;
        }
    }
}
