// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceProcessTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path directory;

    @Test
    void is_ready_once_it_says_so_and_has_its_settings() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(launch(Map.of("kafka.bootstrap.servers", "here:1")))) {
            service.awaitReady(LIMIT);

            assertTrue(service.isReady());
        }
        assertTrue(log().contains("Listening with kafka=here:1"), log());
    }

    @Test
    void stops_in_order_when_terminated() throws Exception {
        ServiceProcess service = ServiceProcess.start(launch(Map.of()));
        service.awaitReady(LIMIT);

        boolean stopped = service.terminate();

        assertTrue(stopped);
        assertFalse(service.isAlive());
        assertTrue(log().contains("Stopped in order"), log());
    }

    @Test
    void is_gone_without_a_word_when_killed() throws Exception {
        ServiceProcess service = ServiceProcess.start(launch(Map.of()));
        service.awaitReady(LIMIT);

        service.kill();

        assertFalse(service.isAlive());
        assertEquals(137, service.exitStatus());
        assertFalse(log().contains("Stopped in order"), log());
    }

    @Test
    void says_so_when_it_ends_before_it_is_ready() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(launch(Map.of("fake.failure", "No database")))) {
            IOException failure = assertThrows(IOException.class, () -> service.awaitReady(LIMIT));

            assertTrue(failure.toString().contains("some-service ended by itself"), failure.toString());
            assertEquals(3, service.exitStatus());
        }
        assertEquals("No database", log().strip());
    }

    @Test
    void says_so_when_it_is_not_built() {
        ServiceProcess.Launch launch = new ServiceProcess.Launch(
                "some-service", directory.resolve("none.jar"), 1, 2, Map.of(), List.of(), directory.resolve("log"));

        IOException failure = assertThrows(IOException.class, () -> ServiceProcess.start(launch));

        assertTrue(failure.toString().contains("some-service is not built"), failure.toString());
    }

    @Test
    void names_settings_as_microprofile_config_finds_them_in_the_environment() {
        assertEquals("QUARKUS_DATASOURCE_JDBC_URL", ServiceProcess.environmentName("quarkus.datasource.jdbc.url"));
        assertEquals("ANNALS_DELIVERY_POLL_INTERVAL", ServiceProcess.environmentName("annals.delivery.poll-interval"));
    }

    private ServiceProcess.Launch launch(Map<String, String> settings) {
        return new ServiceProcess.Launch(
                "some-service",
                FakeService.jar(directory.resolve("service.jar")),
                Ports.free(),
                Ports.free(),
                settings,
                List.of("-Xmx64m"),
                directory.resolve("logs/some-service.log"));
    }

    private String log() throws IOException {
        return Files.readString(directory.resolve("logs/some-service.log"));
    }
}
