// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives all test classes the same Annals, which takes a while to start. When a test fails, it shows the logs. */
public final class Installation implements ParameterResolver, AfterTestExecutionCallback {

    private static final int SHOWN_LINES = 40;

    /** Reports each of its settings and each attempt to connect, of which there are many when a broker is killed. */
    private static final Logger KAFKA = Logger.getLogger("org.apache.kafka");

    /** Seconds instead of hours, so that what failed is tried again while a test waits. */
    static final Map<String, String> IMPATIENT = Map.of(
            "annals.delivery.schedule",
            "PT0S,PT0.5S,PT1S,PT1S,PT2S,PT2S,PT2S,PT4S,PT4S,PT4S,PT8S,PT8S,PT8S,PT8S,PT8S,PT8S,PT8S,PT8S",
            "annals.delivery.timeout",
            "PT2S",
            "annals.delivery.claim-margin",
            "PT1S",
            "annals.body.max-duration",
            "3s",
            "annals.delivery.poll-interval",
            "PT0.1S");

    /** By service, what it lists to whoever may read. */
    static final Map<String, String> LISTS = Map.of(
            Annals.INGEST, "/v1/event-types",
            Annals.TIMELINE, "/v1/timelines",
            Annals.NOTIFICATION, "/v1/subscriptions");

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Annals.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return annals(context);
    }

    @Override
    public void afterTestExecution(ExtensionContext context) throws IOException {
        if (context.getExecutionException().isPresent()) {
            annals(context).lastLogLines(SHOWN_LINES).forEach(System.out::println);
        }
    }

    static void execute(Annals annals, String database, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(annals.jdbcUrl(database));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Its clients report of each broker that is gone, and tests make many go. */
    static void quietKafka() {
        KAFKA.setLevel(Level.SEVERE);
    }

    private static Annals annals(ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Installation.class))
                .computeIfAbsent(Annals.class, type -> start(), Annals.class);
    }

    private static Annals start() {
        quietKafka();
        try {
            Annals annals = Annals.start(
                    Files.createTempDirectory(Path.of("target"), "annals").toAbsolutePath(), IMPATIENT);
            startServices(annals);
            return annals;
        } catch (IOException e) {
            throw new IllegalStateException("Annals did not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while Annals started", e);
        }
    }

    private static void startServices(Annals annals) throws IOException, InterruptedException {
        try {
            annals.startServices();
        } catch (IOException | InterruptedException e) {
            annals.close();
            throw e;
        }
    }
}
