// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.annals.local.InfrastructureTestResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Imports while timeline-service takes questions and answers none. */
@QuarkusTest
@TestProfile(ImportOutageTest.SilentTimeline.class)
@WithTestResource(InfrastructureTestResource.class)
class ImportOutageTest {

    public static class SilentTimeline implements QuarkusTestProfile {

        /** Whoever connects is never accepted, and never refused. */
        private static final ServerSocket SILENT = open();

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "annals.imports.timeline-url",
                    "http://127.0.0.1:" + SILENT.getLocalPort(),
                    "annals.imports.answer-limit",
                    "2s");
        }

        private static ServerSocket open() {
            try {
                return new ServerSocket(0, REQUESTS, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final int REQUESTS = 6;
    private static final int AT_ONCE = 2;

    private final ExecutorService clients = Executors.newFixedThreadPool(REQUESTS);
    private final String timeline = "story-" + UUID.randomUUID();

    @AfterEach
    void end() {
        clients.shutdown();
    }

    @Test
    void publishes_nothing_and_says_whom_it_could_not_ask() {
        send().then()
                .statusCode(503)
                .header("retry-after", "5")
                .contentType("application/problem+json")
                .body("code", equalTo("timeline-unavailable"), "detail", containsString("annals.imports.timeline-url"));

        assertEquals(List.of(), Topic.values(timeline));
    }

    @Test
    void reads_two_files_at_once_and_asks_others_to_come_again() {
        List<Response> answers =
                IntStream.range(0, REQUESTS)
                        .mapToObj(i -> CompletableFuture.supplyAsync(this::send, clients))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertEquals(AT_ONCE, count(answers, "timeline-unavailable"));
        assertEquals(REQUESTS - AT_ONCE, count(answers, "too-many-imports"));
        assertEquals("timeline-unavailable", send().path("code"));
    }

    private Response send() {
        return given().header("content-type", "text/csv")
                .body("Year,Headline\n2022,The bridge\n")
                .post("/v1/timelines/" + timeline + "/imports");
    }

    private static long count(List<Response> answers, String code) {
        return answers.stream()
                .filter(answer -> answer.statusCode() == 503 && code.equals(answer.path("code")))
                .count();
    }
}
