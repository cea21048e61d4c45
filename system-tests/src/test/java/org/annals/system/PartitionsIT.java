// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.annals.local.partition.Partitions;
import org.annals.local.rebuild.Rebuild;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The topic of events gets more partitions, by the command, while publishers publish. */
class PartitionsIT {

    private static final List<String> TIMELINES = List.of(Annals.TIMELINE, Fault.second(Annals.TIMELINE));
    private static final List<Integer> STEPS = List.of(24, 48);

    @TempDir
    Path directory;

    @Test
    void timelines_go_on_in_other_partitions_and_a_rebuilt_database_is_the_same() throws Exception {
        try (Annals annals = Annals.start(directory, Installation.IMPATIENT);
                Admin admin = Admin.create(Map.of("bootstrap.servers", annals.bootstrapServers()))) {
            annals.startServices();
            annals.start(TIMELINES.get(1));
            annals.awaitReady(TIMELINES.get(1));
            try (Situation situation = new Situation(annals, List.of(Annals.INGEST), TIMELINES, 1, 1)) {
                situation.goOnFor(100);
                for (int partitions : STEPS) {
                    String said = run(
                            new Partitions(),
                            "--ingest-url",
                            annals.address(Annals.INGEST).toString(),
                            Integer.toString(partitions));
                    assertTrue(said.contains("has " + partitions + " partitions."), said);
                    situation.goOnFor(100);
                }

                assertEquals(List.of(), situation.balance());
                assertEquals(IntStream.range(0, 48).boxed().collect(Collectors.toSet()), written(admin));
                String said = run(new Rebuild(), "--jdbc-url", annals.jdbcUrl("timeline"));
                assertTrue(said.contains("sequences and hashes are the same"), said);
            }
        }
    }

    private static String run(Callable<Integer> command, String... arguments) {
        StringWriter said = new StringWriter();
        int status = new CommandLine(command)
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(arguments);
        assertEquals(0, status, said.toString());
        return said.toString();
    }

    /** The partitions that have records: each has its marker. */
    private static Set<Integer> written(Admin admin) throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetSpec> all = IntStream.range(0, 48)
                .boxed()
                .collect(Collectors.toMap(
                        number -> new TopicPartition("annals.events", number), number -> OffsetSpec.latest()));
        return admin.listOffsets(all).all().get().entrySet().stream()
                .filter(end -> end.getValue().offset() > 0)
                .map(end -> end.getKey().partition())
                .collect(Collectors.toSet());
    }
}
