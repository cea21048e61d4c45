// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.annals.local.rebuild.Rebuild;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.TopicExistsException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The broker loses what the database has stored. */
class LostTailIT {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final String STORY = "lost-tail";

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    Path directory;

    @Test
    void a_log_that_lost_its_tail_or_is_another_one_stops_until_the_database_is_built_again() throws Exception {
        try (Annals annals = Annals.start(directory, Map.of())) {
            for (String service : List.of(Annals.INGEST, Annals.TIMELINE)) {
                annals.start(service);
                annals.awaitReady(service);
            }
            Client client = new Client(annals);
            publish(client, 1, 5);
            Path log = logWithRecords();
            long kept = Files.size(log);
            publish(client, 6, 8);
            awaitSequence(client, 8);

            // As in a power cut: what Kafka had not written to its disk.
            annals.killBroker();
            try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
                file.truncate(kept);
            }
            annals.startBroker();

            awaitStopped(annals, "The log ends at offset 5");
            publish(client, 9, 11);
            awaitStopped(annals, "is not the one that was stored");
            assertEquals(8, sequence(client));
            assertTrue(rebuild(annals).contains(STORY + " has another hash"));
            annals.awaitReady(Annals.TIMELINE);
            publish(client, 12, 12);
            awaitSequence(client, 9);

            recreateTopic(annals);
            awaitStopped(annals, "The log ends at offset 0");
        }
    }

    private static void publish(Client client, int from, int to) {
        for (int id = from; id <= to; id++) {
            String event = """
                    {"specversion": "1.0", "id": "%d", "source": "/desk", "type": "report.issued", "subject": "%s",
                     "data": {"occurred": "2022", "title": "A report was issued"}}""".formatted(id, STORY);
            // The broker has just been started, or not quite.
            Awaitility.await()
                    .atMost(LIMIT)
                    .until(() -> client.post(Annals.INGEST, "/v1/events", "application/cloudevents+json", event)
                                    .statusCode()
                            == 202);
        }
    }

    private static int sequence(Client client) throws Exception {
        return client.get(Annals.TIMELINE, "/v1/timelines/" + STORY)
                .path("sequence")
                .asInt();
    }

    private static void awaitSequence(Client client, int sequence) {
        Awaitility.await().atMost(LIMIT).until(() -> sequence(client) == sequence);
    }

    private void awaitStopped(Annals annals, String reason) {
        HttpRequest ready = HttpRequest.newBuilder(
                        annals.service(Annals.TIMELINE).managementAddress().resolve("/q/health/ready"))
                .build();
        Awaitility.await().atMost(LIMIT).until(() -> {
            HttpResponse<String> answer = http.send(ready, BodyHandlers.ofString());
            return answer.statusCode() == 503 && answer.body().contains(reason);
        });
    }

    private Path logWithRecords() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("kafka"))) {
            return files.filter(file -> file.toString().contains("/annals.events-")
                            && file.toString().endsWith(".log")
                            && file.toFile().length() > 0)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String rebuild(Annals annals) {
        StringWriter said = new StringWriter();
        new CommandLine(new Rebuild())
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute("--jdbc-url", annals.jdbcUrl("timeline"));
        return said.toString();
    }

    private static void recreateTopic(Annals annals) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", annals.bootstrapServers()))) {
            admin.deleteTopics(List.of("annals.events")).all().get();
            NewTopic topic = new NewTopic("annals.events", 12, (short) 1);
            Awaitility.await()
                    .atMost(LIMIT)
                    .ignoreExceptionsMatching(e -> e.getCause() instanceof TopicExistsException)
                    .until(() -> {
                        admin.createTopics(List.of(topic)).all().get();
                        return true;
                    });
        }
    }
}
