// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.annals.local.FakeService;
import org.annals.local.Ports;
import org.annals.local.workspace.Service;
import org.annals.local.workspace.Workspace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The command as a process, with the real broker and database, and services that only say that they are ready. */
@Execution(ExecutionMode.CONCURRENT)
class UpTest {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    Path home;

    private Workspace workspace;
    private final Map<Process, Path> outputs = new LinkedHashMap<>();
    private final int notification = Ports.free();
    private final String[] ports = {
        "--timeline-port=" + Ports.free(),
        "--ingest-port=" + Ports.free(),
        "--notification-port=" + notification,
        "--timeline-management-port=" + Ports.free(),
        "--ingest-management-port=" + Ports.free(),
        "--notification-management-port=" + Ports.free(),
        "--broker-port=" + Ports.free(),
        "--database-port=" + Ports.free()
    };

    @BeforeEach
    void build() {
        workspace = new Workspace(home, home.resolve(".annals"));
        for (Service service : Service.values()) {
            FakeService.jar(service.jar(home));
        }
    }

    @AfterEach
    void stopAll() throws Exception {
        for (Process process : outputs.keySet()) {
            process.destroyForcibly().waitFor();
        }
        annals("down").waitFor();
    }

    @Test
    void starts_all_and_stops_all_in_order() throws Exception {
        Process up = up();
        assertEquals(0, annals("status").waitFor());

        assertEquals(0, annals("down").waitFor());

        assertEquals(0, up.waitFor(), "asked to stop and did");
        String output = output(up);
        assertTrue(
                output.matches("(?s).*Stopping.*ingest-service .*stopped.*timeline-service .*stopped"
                        + ".*notification-service .*stopped.*Kafka, PostgreSQL .*stopped.*"),
                output);
        assertEquals(1, annals("status").waitFor());
    }

    @Test
    void mails_lead_to_where_it_runs() throws Exception {
        up();

        String log = Files.readString(workspace.log(Service.NOTIFICATION));
        assertTrue(log.contains("Mails lead to http://127.0.0.1:" + notification + "\n"), log);
    }

    @Test
    void a_second_one_says_that_the_first_runs() throws Exception {
        Process up = up();

        Process second = annals("up", ports);

        assertEquals(1, second.waitFor());
        assertEquals(
                "Annals already runs in " + workspace.directory() + " (process " + up.pid()
                        + "): './annals status' shows it, './annals down' stops it.",
                output(second).lines().reduce((first, last) -> last).orElse(""));
    }

    @Test
    void starts_a_service_again_that_ended_by_itself() throws Exception {
        Process up = up();
        ProcessHandle killed = workspace.process(Service.TIMELINE).orElseThrow();

        killed.destroyForcibly();

        await().atMost(LIMIT).until(() -> output(up).contains("timeline-service is ready again"));
        assertTrue(output(up).contains("timeline-service ended by itself (exit status 137); starting it again in 1 s"));
        assertEquals(0, annals("status").waitFor());
    }

    @Test
    void stops_what_a_killed_one_left_and_starts_anew() throws Exception {
        Process killed = up();
        ProcessHandle leftover = workspace.process(Service.INGEST).orElseThrow();
        killed.destroyForcibly().waitFor();
        assertTrue(leftover.isAlive());

        Process up = up();

        assertFalse(leftover.isAlive());
        assertTrue(
                output(up)
                        .contains("Stopped what an earlier run had left: ingest-service, timeline-service,"
                                + " notification-service, PostgreSQL."),
                output(up));
    }

    @Test
    void names_a_service_that_does_not_start_and_stops_the_rest() throws Exception {
        Process up = annals("up", Map.of("FAKE_FAILURE", "No such table"), ports);

        assertEquals(1, up.waitFor());
        String output = output(up);
        assertTrue(output.contains("-service ended by itself (exit status 3). The end of its log"), output);
        assertTrue(output.contains("  No such table"), output);
        assertTrue(output.contains("Kafka, PostgreSQL") && output.contains("stopped"), output);
        assertFalse(output.contains("\tat "), output);
    }

    @Test
    void ends_when_the_database_ends() throws Exception {
        Process up = up();
        long database = Long.parseLong(Files.readAllLines(home.resolve(".annals/postgres/data/postmaster.pid"))
                .get(0)
                .strip());

        ProcessHandle.of(database).orElseThrow().destroyForcibly();

        assertEquals(1, up.waitFor());
        assertTrue(output(up).contains("PostgreSQL ended."), output(up));
    }

    /** Starts all, and waits until it is ready. */
    private Process up() throws IOException {
        Process up = annals("up", ports);
        await().atMost(LIMIT).until(() -> !up.isAlive() || output(up).contains("Ready after"));
        assertTrue(up.isAlive(), () -> "it ended: " + output(up));
        return up;
    }

    private Process annals(String command, String... options) throws IOException {
        return annals(command, Map.of(), options);
    }

    private Process annals(String command, Map<String, String> environment, String... options) throws IOException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", // none of them lives long
                "-Dannals.home=" + home,
                "-cp",
                System.getProperty("java.class.path"),
                "org.annals.local.command.Annals",
                command));
        line.addAll(Arrays.asList(options));
        Path output = home.resolve("output-" + outputs.size() + ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        outputs.put(process, output);
        return process;
    }

    private String output(Process process) {
        try {
            return Files.readString(Objects.requireNonNull(outputs.get(process)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
