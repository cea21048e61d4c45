// SPDX-License-Identifier: Apache-2.0
package org.annals.system.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.annals.system.Annals;
import org.annals.system.Client;
import org.annals.system.Installation;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Rules and dashboard ask for what the services have. */
@ExtendWith(Installation.class)
class MetricsIT {

    /** Only where there is a mail server; its name is tested by the service. */
    private static final Set<String> WITHOUT_MAIL = Set.of("annals_mail_attempts_seconds_count");

    /** Prometheus' own. */
    private static final Set<String> PROMETHEUS = Set.of("up", "ALERTS");

    private static final Pattern NAME = Pattern.compile("\\b(?:annals|http|jvm|kafka|process|system)_[a-z_]+\\b");

    private final Annals annals;
    private final Client client;
    private final HttpClient http = HttpClient.newHttpClient();

    MetricsIT(Annals annals) {
        this.annals = annals;
        this.client = new Client(annals);
    }

    @BeforeEach
    void revive() throws Exception {
        annals.revive();
    }

    @Test
    void what_rules_and_dashboard_ask_for_is_there() throws Exception {
        Set<String> asked = asked();
        assertFalse(asked.isEmpty());
        useEverything();

        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Set<String> missing = new TreeSet<>(asked);
            missing.removeAll(exported());
            assertEquals(Set.of(), missing);
        });
    }

    private static Set<String> asked() throws IOException {
        Set<String> names = new TreeSet<>();
        JsonNode rules = Manifests.read(
                        Files.readString(Manifests.KUBERNETES.resolve("components/monitoring/alerts.yaml")))
                .get(0);
        JsonNode dashboard = new ObjectMapper()
                .readTree(Manifests.HOME.resolve("deploy/grafana/annals.json").toFile());
        for (JsonNode source : new JsonNode[] {rules, dashboard}) {
            for (String expression : source.findValuesAsText("expr")) {
                Matcher name = NAME.matcher(expression);
                while (name.find()) {
                    names.add(name.group());
                }
            }
        }
        names.removeAll(WITHOUT_MAIL);
        names.removeAll(PROMETHEUS);
        return names;
    }

    /** What is counted only once it happens: an event, one that is refused, one that is rejected, a webhook, a stream. */
    private void useEverything() throws Exception {
        String timeline = "metrics-" + UUID.randomUUID();
        client.post(Annals.NOTIFICATION, "/v1/subscriptions", "application/json", """
                {"sink": "http://127.0.0.1:9/", "protocol": "HTTP", "timelines": ["%s"]}""".formatted(timeline));
        publish(timeline, "A report was issued");
        publish(timeline, "Another report by the same id");
        publish(timeline, "");
        client.post(Annals.INGEST, "/v1/events", "application/x-ndjson", "{}\n");
        get(annals.address(Annals.TIMELINE).resolve("/v1/stream")).body().close();
    }

    private void publish(String timeline, String title) throws Exception {
        client.post(Annals.INGEST, "/v1/events", "application/cloudevents+json", """
                {"specversion": "1.0", "id": "report", "source": "/desk", "type": "report.issued", "subject": "%s",
                 "data": {"occurred": "2022", "title": "%s"}}""".formatted(timeline, title));
    }

    private Set<String> exported() throws Exception {
        Set<String> names = new TreeSet<>();
        for (String service : Annals.SERVICES) {
            URI address = annals.service(service).managementAddress().resolve("/q/metrics");
            String metrics = new String(get(address).body().readAllBytes(), StandardCharsets.UTF_8);
            metrics.lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> names.add(line.replaceAll("[{ ].*", "")));
        }
        return names;
    }

    private HttpResponse<InputStream> get(URI address) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofInputStream());
    }
}
