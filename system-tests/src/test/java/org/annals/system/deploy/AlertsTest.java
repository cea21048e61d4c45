// SPDX-License-Identifier: Apache-2.0
package org.annals.system.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alert rules, as Prometheus itself understands them. */
class AlertsTest {

    private static final Path MONITORING = Manifests.KUBERNETES.resolve("components/monitoring");

    @TempDir
    Path directory;

    private JsonNode rules;

    @BeforeEach
    void read() throws IOException {
        rules = Manifests.read(Files.readString(MONITORING.resolve("alerts.yaml")))
                .get(0)
                .get("spec");
        // JSON is YAML, too.
        new ObjectMapper().writeValue(directory.resolve("rules.yaml").toFile(), rules);
        Files.copy(MONITORING.resolve("alerts-test.yaml"), directory.resolve("alerts-test.yaml"));
    }

    @Test
    void go_off_when_they_should_and_only_then() throws Exception {
        assumeTrue(Tools.has("promtool", "--version"), "There is no promtool here (Debian: prometheus)");

        Tools.output(
                "promtool", "check", "rules", directory.resolve("rules.yaml").toString());
        String said = Tools.output(
                "promtool",
                "test",
                "rules",
                directory.resolve("alerts-test.yaml").toString());

        assertTrue(said.contains("SUCCESS"), said);
    }

    @Test
    void each_has_a_test_and_a_line_that_says_what_to_do() throws IOException {
        Set<String> alerts = new HashSet<>(rules.findValuesAsText("alert"));
        JsonNode tests = Manifests.read(Files.readString(directory.resolve("alerts-test.yaml")))
                .get(0);
        Set<String> tested = new HashSet<>();
        for (JsonNode test : tests.findValues("alert_rule_test")) {
            for (JsonNode expectation : test) {
                if (expectation.has("exp_alerts")) {
                    tested.add(expectation.get("alertname").asText());
                }
            }
        }
        String guide = Files.readString(Manifests.HOME.resolve("deploy/README.md"));

        assertEquals(alerts, tested);
        alerts.forEach(alert -> assertTrue(guide.contains("| " + alert + " |"), alert));
    }
}
