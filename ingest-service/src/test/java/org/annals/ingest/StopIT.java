// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.annals.local.Infrastructure;
import org.annals.local.Ports;
import org.annals.local.ServiceProcess;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The packaged service, asked to stop (SIGTERM) while lines are sent. */
class StopIT {

    private final String timeline = "story-" + UUID.randomUUID();

    /** The common pool has one thread on two cores, which the sender would keep from whoever stops the service. */
    @AutoClose("shutdownNow")
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @Test
    void answers_what_it_took_says_why_it_ends_and_stops_soon() throws Exception {
        Path directory = Files.createTempDirectory(Path.of("target"), "stop");
        int port = Ports.free();
        try (Infrastructure infrastructure = Infrastructure.start(directory);
                ServiceProcess service = ServiceProcess.start(new ServiceProcess.Launch(
                        "ingest-service",
                        Path.of("target", "quarkus-app", "quarkus-run.jar"),
                        port,
                        Ports.free(),
                        infrastructure.settings("timeline"),
                        List.of("-Xmx256m"),
                        directory.resolve("ingest-service.log")))) {
            service.awaitReady(Duration.ofSeconds(90));
            List<JsonNode> answers = new ArrayList<>();
            long stopNanos;
            try (Duplex stream = new Duplex(port)) {
                AtomicBoolean isStopping = new AtomicBoolean();
                CompletableFuture<Void> sender = CompletableFuture.runAsync(
                        () -> {
                            for (int i = 0; !isStopping.get(); i++) {
                                stream.send(Front.event(timeline, "event-" + i));
                            }
                        },
                        threads);
                for (int i = 0; i < 100; i++) {
                    answers.add(stream.answer());
                }
                long begin = System.nanoTime();
                CompletableFuture<Void> stop = CompletableFuture.runAsync(() -> terminate(service), threads);
                answers.addAll(stream.answers());
                isStopping.set(true);
                // It may be cut off in the middle of what it sends.
                sender.handle((done, cut) -> cut == null || cut.getCause() instanceof UncheckedIOException)
                        .join();
                stop.join();
                stopNanos = System.nanoTime() - begin;
            }

            JsonNode last = answers.remove(answers.size() - 1);
            assertEquals("stopping", last.path("code").asText());
            assertTrue(answers.stream().allMatch(answer -> answer.path("status").asInt() == 202));
            List<String> published = Topic.ids(infrastructure.broker().bootstrapServers(), timeline);
            assertTrue(published.containsAll(
                    answers.stream().map(answer -> answer.path("id").asText()).toList()));
            assertTrue(stopNanos < Duration.ofSeconds(12).toNanos(), () -> stopNanos / 1_000_000 + " ms");
        }
    }

    private static void terminate(ServiceProcess service) {
        try {
            service.terminate();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
