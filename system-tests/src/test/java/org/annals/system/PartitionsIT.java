package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topics get more partitions, in the steps of the operating guide. */
class PartitionsIT {

    private static final Map<String, String> READERS =
            Map.of("annals.events", Annals.TIMELINE, "annals.changes", Annals.NOTIFICATION);

    private static final int BEFORE = 12;
    private static final int AFTER = 48;

    @TempDir
    Path directory;

    @Test
    void timelines_go_on_in_other_partitions_and_nothing_is_lost() throws Exception {
        try (Annals annals = Annals.start(directory, Installation.IMPATIENT);
                Admin admin = Admin.create(Map.of("bootstrap.servers", annals.bootstrapServers()))) {
            annals.startServices();
            try (Situation situation = new Situation(annals, List.of(Annals.INGEST), List.of(Annals.TIMELINE), 1, 1)) {
                situation.goOnFor(100);

                annals.stop(Annals.INGEST);
                for (var reader : READERS.entrySet()) {
                    String group = reader.getValue().replace("-service", "");
                    Awaitility.await(group + " has read all")
                            .atMost(Duration.ofMinutes(1))
                            .until(() -> committed(admin, group, reader.getKey())
                                    .equals(written(admin, reader.getKey(), BEFORE)));
                }
                for (String topic : READERS.keySet()) {
                    admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(AFTER)))
                            .all()
                            .get();
                }
                for (String reader : READERS.values()) {
                    annals.stop(reader);
                    annals.start(reader);
                }
                for (String reader : READERS.values()) {
                    annals.awaitReady(reader);
                }
                annals.start(Annals.INGEST);
                annals.awaitReady(Annals.INGEST);
                situation.goOnFor(100);

                assertEquals(List.of(), situation.balance());
                for (String topic : READERS.keySet()) {
                    assertTrue(
                            written(admin, topic, AFTER).keySet().stream().anyMatch(partition -> partition >= BEFORE),
                            topic);
                }
            }
        }
    }

    /** The ends of those partitions that have records. */
    private static Map<Integer, Long> written(Admin admin, String topic, int partitions)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> all = IntStream.range(0, partitions)
                .boxed()
                .collect(Collectors.toMap(number -> new TopicPartition(topic, number), number -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                admin.listOffsets(all).all().get();
        return ends.entrySet().stream()
                .filter(end -> end.getValue().offset() > 0)
                .collect(Collectors.toMap(
                        end -> end.getKey().partition(), end -> end.getValue().offset()));
    }

    private static Map<Integer, Long> committed(Admin admin, String group, String topic)
            throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> places = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        return places.entrySet().stream()
                .filter(place -> place.getKey().topic().equals(topic)
                        && place.getValue() != null
                        && place.getValue().offset() > 0)
                .collect(Collectors.toMap(
                        place -> place.getKey().partition(),
                        place -> place.getValue().offset()));
    }
}
