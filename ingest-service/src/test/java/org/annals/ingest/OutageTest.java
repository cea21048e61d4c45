// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.annals.ingest.Front.STRUCTURED;
import static org.annals.ingest.Front.metric;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.annals.local.Broker;
import org.annals.local.Ports;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OutageTest.OwnBroker.class)
class OutageTest {

    /** A broker of its own, which the other tests do not miss, and little patience. */
    public static class OwnBroker implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "kafka.bootstrap.servers",
                    "127.0.0.1:" + Ports.free(),
                    "annals.publishing.confirmation-timeout",
                    "3s",
                    "annals.publishing.max-silence",
                    "4s",
                    "annals.body.max-duration",
                    MAX_DURATION.toString(),
                    "annals.stream.max-idle",
                    MAX_DURATION.toString(),
                    "annals.stream.max-streams",
                    "1",
                    // Two small requests at a time.
                    "annals.body.max-in-flight",
                    "8K");
        }
    }

    private static final Duration MAX_DURATION = Duration.ofSeconds(3);
    private static final int REQUESTS = 6;
    private static final Duration RECOVERY = Duration.ofSeconds(30);

    private static Path directory;
    private static @Nullable Broker broker;

    private final ExecutorService clients = Executors.newFixedThreadPool(REQUESTS);
    private final String timeline = "story-" + UUID.randomUUID();

    @BeforeAll
    static void begin() throws IOException {
        directory = Files.createTempDirectory(Path.of("target"), "outage");
    }

    @BeforeEach
    void startBroker() throws Exception {
        if (broker == null) {
            String server = ConfigProvider.getConfig().getValue("kafka.bootstrap.servers", String.class);
            broker = Broker.start(directory, Integer.parseInt(server.substring(server.indexOf(':') + 1)));
            createTopics(server);
        }
        await().atMost(RECOVERY).until(() -> publish("started").statusCode() == 202);
    }

    @AfterAll
    static void stopBroker() {
        if (broker != null) {
            broker.close();
            broker = null;
        }
    }

    @Test
    void asks_publishers_to_come_again_and_recovers_by_itself() throws Exception {
        stopBroker();

        Response refused = publish("meanwhile");

        assertEquals(503, refused.statusCode());
        assertEquals("broker-unavailable", refused.path("code"));
        assertEquals("5", refused.header("retry-after"));
        startBroker();
        assertEquals(202, publish("meanwhile").statusCode());
    }

    @Test
    void holds_no_more_than_its_limit_while_the_broker_is_away() throws Exception {
        stopBroker();

        List<CompletableFuture<String>> answers = IntStream.range(0, REQUESTS)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> publish("waiting-" + i).<String>path("code"), clients))
                .toList();
        List<String> codes = answers.stream().map(CompletableFuture::join).toList();

        assertEquals(4, codes.stream().filter("overloaded"::equals).count());
        assertEquals(2, codes.stream().filter("broker-unavailable"::equals).count());
        assertEquals("0.0", metric("annals_requests_inflight_bytes"));
        startBroker();
    }

    @Test
    void is_not_ready_after_a_long_silence_only_and_says_which_part_is_down() throws Exception {
        stopBroker();

        Management.get("/health/ready").then().statusCode(200);
        await().atMost(RECOVERY).until(() -> Management.get("/health/ready").statusCode() == 503);
        Management.get("/health/ready").then().body("checks.find { it.status == 'DOWN' }.name", equalTo("broker"));
        Management.get("/health/live").then().statusCode(200);
        startBroker();
        await().atMost(RECOVERY).until(() -> Management.get("/health/ready").statusCode() == 200);
    }

    @Test
    void lets_nobody_take_forever_to_send_a_body() throws Exception {
        try (Socket slow = begunRequest()) {
            byte[] answer = slow.getInputStream().readNBytes("HTTP/1.1 408".length());

            assertEquals("HTTP/1.1 408", new String(answer, StandardCharsets.US_ASCII));
        }
        assertEquals("0.0", metric("annals_requests_inflight_bytes"));
    }

    @Test
    void gives_room_back_when_a_sender_goes_away() throws Exception {
        try (Socket leaving = begunRequest()) {
            await().atMost(RECOVERY).until(() -> metric("annals_requests_inflight_bytes"), equalTo("4096.0"));
        }

        // Before the service would have broken it off.
        await().atMost(MAX_DURATION.minusSeconds(1))
                .until(() -> metric("annals_requests_inflight_bytes"), equalTo("0.0"));
        assertEquals(202, publish("after").statusCode());
    }

    @Test
    void answers_lines_with_the_trouble_of_the_broker_and_goes_on() throws Exception {
        awaitPlace();
        try (Duplex stream = new Duplex()) {
            JsonNode before = stream.send(Front.event(timeline, "before")).answer();
            stopBroker();
            JsonNode meanwhile = stream.send(Front.event(timeline, "meanwhile")).answer();
            startBroker();
            JsonNode after = stream.send(Front.event(timeline, "meanwhile")).answer();

            assertEquals(202, before.path("status").asInt());
            assertEquals(503, meanwhile.path("status").asInt());
            assertEquals("broker-unavailable", meanwhile.path("code").asText());
            assertEquals(202, after.path("status").asInt());
        }
    }

    @Test
    void cuts_a_stream_off_that_brings_no_whole_line() throws Exception {
        awaitPlace();
        try (Duplex stream = new Duplex()) {
            JsonNode first = stream.send(Front.event(timeline, "whole")).answer();
            stream.send("{\"specversion\":".getBytes(StandardCharsets.UTF_8));

            JsonNode last = stream.answer();

            assertEquals(202, first.path("status").asInt());
            assertEquals("stream-too-slow", last.path("code").asText());
            assertEquals(List.of(), stream.answers());
        }
    }

    @Test
    void lets_a_stream_last_as_long_as_it_makes_progress() throws Exception {
        awaitPlace();
        try (Duplex stream = new Duplex()) {
            long end = System.nanoTime() + MAX_DURATION.multipliedBy(2).toNanos();
            int lines = 0;
            while (System.nanoTime() < end) {
                assertEquals(
                        202,
                        stream.send(Front.event(timeline, "event-" + lines++))
                                .answer()
                                .path("status")
                                .asInt());
            }

            assertEquals(List.of(), stream.end().answers());
        }
    }

    @Test
    void cuts_a_stream_off_whose_answers_are_not_taken() throws Exception {
        awaitPlace();
        String lines = (Front.event(timeline, "not-taken") + "\n").repeat(1000);
        try (Duplex stream = new Duplex()) {
            assertThrows(UncheckedIOException.class, () -> {
                while (true) {
                    stream.send(lines.getBytes(StandardCharsets.UTF_8));
                }
            });
        }
        awaitPlace();
    }

    /** There is place for one stream: until it is given back, another is refused. */
    private static void awaitPlace() {
        await().atMost(RECOVERY).until(() -> {
            try (Duplex empty = new Duplex()) {
                return empty.end().head().startsWith("HTTP/1.1 200 ");
            }
        });
    }

    /** A request of which all but the first byte of the body is missing. */
    private static Socket begunRequest() throws IOException {
        Socket socket = new Socket("localhost", RestAssured.port);
        socket.getOutputStream()
                .write(("POST /v1/events HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\nContent-Type: "
                                + STRUCTURED + "\r\n\r\n{")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private Response publish(String id) {
        return given().contentType(STRUCTURED)
                .body(Front.event(timeline, id).toString())
                .post("/v1/events");
    }

    private static void createTopics(String server) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", server))) {
            if (!admin.listTopics().names().get(30, TimeUnit.SECONDS).contains("annals.events")) {
                admin.createTopics(List.of(
                                new NewTopic("annals.events", 12, (short) 1),
                                new NewTopic("annals.event-types", 1, (short) 1)))
                        .all()
                        .get(30, TimeUnit.SECONDS);
            }
        }
    }
}
