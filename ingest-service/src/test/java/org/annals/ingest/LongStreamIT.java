// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.annals.local.Infrastructure;
import org.annals.local.Ports;
import org.annals.local.ServiceProcess;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Far more events than a small heap could hold pass through it: with {@code -Dannals.faults=long}, a million. */
class LongStreamIT {

    private static final int EVENTS = "long".equals(System.getProperty("annals.faults")) ? 1_000_000 : 100_000;
    private static final int BLOCK = 1000;

    @AutoClose("shutdownNow")
    private final ExecutorService threads = Executors.newSingleThreadExecutor();

    private final String timeline = "story-" + UUID.randomUUID();

    @Test
    void answers_every_line_of_a_stream_that_is_larger_than_the_heap() throws Exception {
        Path directory = Files.createTempDirectory(Path.of("target"), "stream");
        int port = Ports.free();
        try (Infrastructure infrastructure = Infrastructure.start(directory);
                ServiceProcess service = ServiceProcess.start(new ServiceProcess.Launch(
                        "ingest-service",
                        Path.of("target", "quarkus-app", "quarkus-run.jar"),
                        port,
                        Ports.free(),
                        infrastructure.settings("timeline"),
                        List.of("-Xmx256m", "-XX:+ExitOnOutOfMemoryError"),
                        directory.resolve("ingest-service.log")))) {
            service.awaitReady(Duration.ofSeconds(90));
            try (Duplex stream = new Duplex(port)) {
                CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> send(stream), threads);

                for (int line = 1; line <= EVENTS; line++) {
                    JsonNode answer = stream.answer();
                    assertEquals(202, answer.path("status").asInt(), answer.toString());
                    assertEquals(line, answer.path("line").asInt());
                }

                sender.join();
                assertEquals(List.of(), stream.answers());
            }
            assertTrue(service.isAlive());
        }
    }

    private void send(Duplex stream) {
        String event = Front.event(timeline, "event-%d").toString() + "\n";
        for (int first = 0; first < EVENTS; first += BLOCK) {
            StringBuilder block = new StringBuilder();
            for (int i = first; i < first + BLOCK; i++) {
                block.append(event.replace("%d", Integer.toString(i)));
            }
            stream.send(block.toString().getBytes(StandardCharsets.UTF_8));
        }
        stream.end();
    }
}
