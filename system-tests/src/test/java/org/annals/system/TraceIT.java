// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.annals.system.Collector.Received;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where an operator collects traces, an event is one from the request that brings it to the answer of a webhook. */
class TraceIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<String> WAY = List.of(
            "ingest-service: POST /v1/events",
            "timeline-service: process annals.events",
            "notification-service: POST webhook");

    private static Collector collector;
    private static HttpServer receiver;
    private static Annals annals;
    private static Client client;
    private static final BlockingQueue<String> TRACEPARENTS = new LinkedBlockingQueue<>();

    private final String timeline = "story-" + UUID.randomUUID();

    @BeforeAll
    static void start() throws Exception {
        collector = new Collector();
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            TRACEPARENTS.add(String.valueOf(exchange.getRequestHeaders().getFirst("traceparent")));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        receiver.start();
        Map<String, String> settings = new HashMap<>(Installation.IMPATIENT);
        settings.put("quarkus.otel.sdk.disabled", "false");
        settings.put("quarkus.otel.exporter.otlp.endpoint", collector.url());
        settings.put("quarkus.otel.exporter.otlp.protocol", "http/protobuf");
        settings.put("quarkus.otel.bsp.schedule.delay", "100ms");
        annals = Annals.start(
                Files.createTempDirectory(Path.of("target"), "traces").toAbsolutePath(), settings);
        annals.startServices();
        client = new Client(annals);
    }

    @AfterAll
    static void stop() throws IOException {
        annals.close();
        receiver.stop(0);
        collector.close();
    }

    @Test
    void a_trace_leads_from_the_publisher_through_both_topics_to_the_webhook() throws Exception {
        subscribe();

        publish("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");

        List<Received> way = awaitWay("4bf92f3577b34da6a3ce929d0e0e4736");
        assertEquals("00f067aa0ba902b7", way.get(0).parent());
        assertEquals(way.get(0).id(), way.get(1).parent());
        assertEquals(way.get(1).id(), way.get(2).parent());
        assertEquals(
                "00-4bf92f3577b34da6a3ce929d0e0e4736-" + way.get(2).id() + "-01",
                TRACEPARENTS.poll(LIMIT.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void a_publisher_without_a_trace_begins_one() throws Exception {
        subscribe();

        publish("x-nothing", "");

        String traceparent = TRACEPARENTS.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        List<Received> way = awaitWay(traceparent.substring(3, 35));
        assertEquals("", way.get(0).parent());
    }

    @Test
    void logs_name_the_trace_that_they_are_about() throws Exception {
        annals.killBroker();
        try {
            HttpResponse<String> refused =
                    post("traceparent", "00-11111111111111111111111111111111-00f067aa0ba902b7-01");

            assertEquals(503, refused.statusCode(), refused.body());
            String line = Files.readAllLines(annals.log(Annals.INGEST)).stream()
                    .filter(logged -> logged.contains("Events not confirmed"))
                    .collect(Collectors.joining());
            assertTrue(line.contains("\"traceId\":\"11111111111111111111111111111111\""), line);
        } finally {
            annals.startBroker();
            annals.revive();
        }
    }

    @Test
    void each_line_of_a_log_is_json() throws Exception {
        subscribe();

        publish("traceparent", "00-22222222222222222222222222222222-00f067aa0ba902b7-01");

        assertNotNull(TRACEPARENTS.poll(LIMIT.toSeconds(), TimeUnit.SECONDS), "a webhook");
        for (String service : Annals.SERVICES) {
            assertEquals(
                    List.of(),
                    Files.readAllLines(annals.log(service)).stream()
                            .filter(line -> !line.startsWith("{"))
                            .toList(),
                    service);
        }
    }

    private static List<Received> awaitWay(String trace) {
        return Awaitility.await()
                .atMost(LIMIT)
                .until(
                        () -> WAY.stream()
                                .flatMap(step -> collector.spans(trace).stream()
                                        .filter(span -> step.equals(span.service() + ": " + span.name()))
                                        .limit(1))
                                .toList(),
                        way -> way.size() == WAY.size());
    }

    private void subscribe() throws Exception {
        HttpResponse<String> answer = client.post(
                Annals.NOTIFICATION,
                "/v1/subscriptions",
                "application/json",
                "{\"sink\": \"http://127.0.0.1:%d/\", \"protocol\": \"HTTP\", \"timelines\": [\"%s\"]}"
                        .formatted(receiver.getAddress().getPort(), timeline));
        assertEquals(201, answer.statusCode(), answer.body());
    }

    private void publish(String header, String value) throws Exception {
        HttpResponse<String> answer = post(header, value);
        assertEquals(202, answer.statusCode(), answer.body());
    }

    private HttpResponse<String> post(String header, String value) throws Exception {
        return client.post(
                Annals.INGEST, "/v1/events", "application/cloudevents+json", Map.of(header, value), """
                {"specversion": "1.0", "id": "report", "source": "/desk", "type": "report.issued", "subject": "%s",
                 "data": {"occurred": "2022-08-04", "title": "A report was issued"}}
                """.formatted(
                                timeline));
    }
}
