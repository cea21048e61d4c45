// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.annals.local.Ports;
import org.annals.local.TokenKey;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom the services answer: where they listen, whose tokens they take, how often, and to pages of whom. */
class AccessIT {

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path directory;

    @Test
    void without_a_login_a_service_that_others_could_reach_does_not_start() throws Exception {
        // Of a profile, so that it is stronger than the loopback address that each process is given.
        try (Annals annals = Annals.start(directory, Map.of("%prod.quarkus.http.host", "0.0.0.0"))) {
            for (String service : Annals.SERVICES) {
                annals.start(service);
            }
            for (String service : Annals.SERVICES) {
                Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !annals.isRunning(service));
                Awaitility.await()
                        .untilAsserted(() -> assertTrue(
                                Files.readString(annals.log(service))
                                        .contains("does not start: it would listen on 0.0.0.0"),
                                service));
            }
        }
    }

    @Test
    void tokens_are_those_of_the_provider_and_are_taken_once_it_is_there() throws Exception {
        int port = Ports.free();
        Map<String, String> settings = Map.of("quarkus.oidc.auth-server-url", Provider.url(port));
        try (Annals annals = Annals.start(directory, settings)) {
            annals.startServices();
            for (String service : Annals.SERVICES) {
                HttpResponse<String> answer = get(annals, service, "anything");
                assertEquals(503, answer.statusCode(), service + " " + answer.body());
                assertTrue(answer.headers().firstValue("Retry-After").isPresent(), service);
            }

            try (Provider provider = new Provider(port);
                    Provider stranger = new Provider(Ports.free())) {
                for (String service : Annals.SERVICES) {
                    assertEquals(200, status(annals, service, provider.token()), service);
                    assertEquals(401, status(annals, service, provider.token("https://login.example")), service);
                    assertEquals(401, status(annals, service, stranger.token(Provider.url(port))), service);
                    assertEquals(401, status(annals, service, stranger.token()), service);
                }
            }
        }
    }

    @Test
    void each_service_knows_who_asks_too_often_and_which_pages_may_ask() throws Exception {
        TokenKey key = TokenKey.anew();
        Map<String, String> settings = Map.of(
                "quarkus.oidc.public-key", key.publicKey(),
                "annals.access.rate-limit", "1",
                "annals.access.burst", "10",
                "quarkus.http.cors.enabled", "true",
                "quarkus.http.cors.origins", "https://news.example");
        try (Annals annals = Annals.start(directory, settings)) {
            annals.startServices();
            for (String service : Annals.SERVICES) {
                assertEquals(Optional.of("https://news.example"), allowed(annals, service, "https://news.example"));
                assertEquals(Optional.empty(), allowed(annals, service, "https://news.example.evil.example"));

                List<HttpResponse<String>> answers = new ArrayList<>();
                for (int i = 0; i < 30; i++) {
                    answers.add(get(annals, service, Provider.token(key, "https://login.example")));
                }

                HttpResponse<String> first = answers.get(0);
                assertEquals(200, first.statusCode(), service + " " + first.body());
                assertEquals(Optional.of("nosniff"), first.headers().firstValue("X-Content-Type-Options"), service);
                assertEquals(
                        Optional.of("default-src 'none'; frame-ancestors 'none'"),
                        first.headers().firstValue("Content-Security-Policy"),
                        service);
                assertTrue(
                        answers.stream()
                                .anyMatch(answer -> answer.statusCode() == 429
                                        && answer.headers()
                                                .firstValue("Retry-After")
                                                .isPresent()),
                        service);
            }
        }
    }

    @Test
    void who_publishes_corrects_and_subscribes_is_in_the_log() throws Exception {
        TokenKey key = TokenKey.anew();
        String token = Provider.token(key, "https://login.example");
        try (Annals annals = Annals.start(directory, Map.of("quarkus.oidc.public-key", key.publicKey()))) {
            annals.startServices();

            post(annals, Annals.INGEST, "/v1/events", token, "application/cloudevents-batch+json", """
                    [{"specversion": "1.0", "id": "1", "source": "/desk", "type": "report.issued", "subject": "story",
                      "data": {"occurred": "2022", "title": "A report"}},
                     {"specversion": "1.0", "id": "2", "source": "/desk", "type": "report.issued", "subject": "story",
                      "corrects": "1", "data": {"occurred": "2023", "title": "A report"}}]""");
            post(annals, Annals.NOTIFICATION, "/v1/subscriptions", token, "application/json", """
                    {"sink": "http://127.0.0.1:9/", "protocol": "HTTP"}""");

            awaitAudit(annals, Annals.INGEST, "published");
            awaitAudit(annals, Annals.INGEST, "corrected");
            awaitAudit(annals, Annals.NOTIFICATION, "subscription-create");
        }
    }

    private void post(Annals annals, String service, String path, String token, String type, String body)
            throws Exception {
        HttpRequest request = HttpRequest.newBuilder(annals.address(service).resolve(path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertEquals(2, answer.statusCode() / 100, answer.body());
    }

    private static void awaitAudit(Annals annals, String service, String action) {
        Awaitility.await()
                .until(() -> Files.readAllLines(annals.log(service)).stream()
                        .anyMatch(line -> line.contains("\"loggerName\":\"annals.audit\"")
                                && line.contains("\\\"action\\\":\\\"" + action + "\\\",\\\"who\\\":\\\"olena\\\"")));
    }

    private Optional<String> allowed(Annals annals, String service, String origin) throws Exception {
        HttpRequest preflight = HttpRequest.newBuilder(annals.address(service).resolve(Installation.LISTS.get(service)))
                .method("OPTIONS", BodyPublishers.noBody())
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "GET")
                .build();
        return client.send(preflight, BodyHandlers.ofString()).headers().firstValue("Access-Control-Allow-Origin");
    }

    private int status(Annals annals, String service, String token) throws Exception {
        return get(annals, service, token).statusCode();
    }

    private HttpResponse<String> get(Annals annals, String service, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(annals.address(service).resolve(Installation.LISTS.get(service)))
                .header("Authorization", "Bearer " + token)
                .build();
        return client.send(request, BodyHandlers.ofString());
    }
}
