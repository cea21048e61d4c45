// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.FileRecords;
import org.apache.kafka.common.record.RecordBatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The log of a partition loses its tail, which was acknowledged and stored: what comes to the same offsets is not taken for
 * what was there. The partition stops, and says so.
 */
@EnabledIfSystemProperty(
        named = "annals.cluster",
        matches = "long",
        disabledReason = "Takes a cluster of its own, and a while: -Dannals.cluster=long")
class LostLogIT {

    private static final int PARTITIONS = 12;
    private static final int EVENTS = 20;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final HttpClient http = HttpClient.newHttpClient();
    private final String story = "lost-" + UUID.randomUUID().toString().substring(0, 8);
    private final String timeline = story + "-0";
    private final TopicPartition lost = partitionOf(timeline);

    /** A timeline in a partition that loses nothing. */
    private final String other = IntStream.range(1, 100)
            .mapToObj(i -> story + "-" + i)
            .filter(name -> !partitionOf(name).equals(lost))
            .findFirst()
            .orElseThrow();

    private Path directory;

    @BeforeEach
    void make_a_folder() throws IOException {
        Installation.quietKafka();
        directory = Files.createTempDirectory(Path.of("target"), "lost-log").toAbsolutePath();
    }

    @Test
    void a_partition_stops_whose_leader_was_elected_uncleanly() throws Exception {
        ClusterBackend cluster = ClusterBackend.start(directory);
        try (Annals annals = new Annals(directory, Installation.IMPATIENT, cluster)) {
            annals.startServices();
            publish(annals, timeline, "before", EVENTS);
            int behind = lagging(cluster.brokers());
            cluster.brokers().freeze(behind);
            Awaitility.await("a copy is out of sync")
                    .atMost(LIMIT)
                    .until(() -> !cluster.brokers().inSync(lost).contains(behind));
            publish(annals, timeline, "lost", EVENTS);
            awaitStored(annals, timeline, 2 * EVENTS);

            Set<Integer> upToDate = cluster.brokers().inSync(lost);
            for (int broker : upToDate) {
                cluster.brokers().kill(broker);
            }
            cluster.brokers().thaw(behind);
            Awaitility.await("the copy that lacks events leads")
                    .atMost(LIMIT)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> {
                        cluster.brokers().electUncleanly(lost);
                        return cluster.brokers().leader(lost) == behind;
                    });
            cluster.brokers().awaitWhole();

            assertStopsLoudly(annals);
        }
    }

    @Test
    void a_partition_stops_whose_file_was_cut_off() throws Exception {
        try (Annals annals = Annals.start(directory, Installation.IMPATIENT)) {
            annals.startServices();
            publish(annals, timeline, "before", 2 * EVENTS);
            awaitStored(annals, timeline, 2 * EVENTS);

            // As a power cut would: what the broker wrote last never came to the disk, what the database committed did.
            annals.kill(Annals.TIMELINE);
            annals.killBroker();
            cutOff(directory.resolve("kafka/log/" + lost));
            annals.startBroker();
            annals.start(Annals.TIMELINE);

            assertStopsLoudly(annals);
        }
    }

    /** As many events come as were lost, and more. */
    private void assertStopsLoudly(Annals annals) throws Exception {
        publish(annals, timeline, "after", 2 * EVENTS);

        Awaitility.await("the service says which partition has stopped")
                .atMost(LIMIT)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> {
                    HttpResponse<String> readiness = readiness(annals);
                    return readiness.statusCode() == 503 && readiness.body().contains("partition " + lost.partition());
                });
        publish(annals, other, "other", EVENTS);
        awaitStored(annals, other, EVENTS);
        assertEquals(2 * EVENTS, sequence(annals, timeline));
        String proof = new Client(annals).text(Annals.TIMELINE, "/v1/timelines/" + timeline + "/verify");
        assertTrue(proof.contains("\"intact\":true"), proof);
    }

    private int lagging(BrokerCluster brokers) throws IOException, InterruptedException {
        int leader = brokers.leader(lost);
        return brokers.brokers().stream().filter(id -> id != leader).findFirst().orElseThrow();
    }

    /** The last batches of the only segment; those before them stay whole. */
    private static void cutOff(Path partition) throws IOException {
        try (FileRecords records =
                FileRecords.open(partition.resolve("00000000000000000000.log").toFile(), true)) {
            List<Integer> starts = new ArrayList<>();
            int at = 0;
            for (RecordBatch batch : records.batches()) {
                starts.add(at);
                at += batch.sizeInBytes();
            }
            records.truncateTo(starts.get(starts.size() - EVENTS));
        }
    }

    private static void publish(Annals annals, String timeline, String prefix, int count) throws Exception {
        Client client = new Client(annals);
        for (int i = 0; i < count; i++) {
            String event = """
                    {"specversion": "1.0", "id": "%s-%d", "source": "/desk", "type": "report.issued", "subject": "%s",
                     "data": {"title": "A report", "occurred": "2022"}}""".formatted(prefix, i, timeline);
            Awaitility.await("an event is accepted")
                    .atMost(LIMIT)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(() -> client.post(Annals.INGEST, "/v1/events", "application/cloudevents+json", event)
                                    .statusCode()
                            == 202);
        }
    }

    private static void awaitStored(Annals annals, String timeline, int count) {
        Awaitility.await("all is stored")
                .atMost(LIMIT)
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(() -> sequence(annals, timeline) == count);
    }

    private static int sequence(Annals annals, String timeline) throws Exception {
        return new Client(annals)
                .get(Annals.TIMELINE, "/v1/timelines/" + timeline)
                .path("sequence")
                .asInt();
    }

    private HttpResponse<String> readiness(Annals annals) throws Exception {
        URI management = annals.service(Annals.TIMELINE).managementAddress();
        return http.send(
                HttpRequest.newBuilder(management.resolve("/q/health/ready")).build(), BodyHandlers.ofString());
    }

    private static TopicPartition partitionOf(String timeline) {
        return new TopicPartition(
                "annals.events",
                BuiltInPartitioner.partitionForKey(timeline.getBytes(StandardCharsets.UTF_8), PARTITIONS));
    }
}
