// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.annals.local.Ports;
import org.junit.jupiter.api.Test;

/** The packaged service, told to listen where others reach it. */
class LoginIT {

    @Test
    void without_a_login_it_does_not_start_and_says_why_and_what_to_do() throws Exception {
        Process process = start(Map.of("QUARKUS_HTTP_HOST", "0.0.0.0"));
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        assertEquals(1, process.exitValue(), output);
        assertTrue(output.contains("This service does not start: it would listen on 0.0.0.0"), output);
        assertTrue(output.contains("QUARKUS_OIDC_PUBLIC_KEY"), output);
        assertFalse(output.contains("\tat "), output);
    }

    private static Process start(Map<String, String> settings) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-jar",
                        Path.of("target", "quarkus-app", "quarkus-run.jar").toString())
                .redirectErrorStream(true);
        builder.environment().put("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:" + Ports.free());
        builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(Ports.free()));
        builder.environment().putAll(settings);
        return builder.start();
    }
}
