// SPDX-License-Identifier: Apache-2.0
package org.annals.local.rebuild;

import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.annals.local.Credentials;
import org.annals.local.client.CommandFailure;
import org.annals.local.rebuild.TimelineDatabase.Head;
import org.annals.local.workspace.Addresses;
import org.annals.local.workspace.Workspace;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code annals rebuild} */
@Command(
        name = "rebuild",
        description = "Build the timeline database again from the topic annals.events, and compare.",
        sortOptions = false,
        footer = {
            "",
            "Empties the database, waits until timeline-service, which must be running, has filled it again, and compares"
                    + " the sequence and the hash of each timeline with what they were. Meanwhile readers see timelines"
                    + " that are not complete. Whoever was alerted is not alerted again. A database that is lost need"
                    + " only be created anew: timeline-service fills it by itself.",
            "Name and password, where they are not in the URL, as the services have them:"
                    + " $QUARKUS_DATASOURCE_USERNAME, $QUARKUS_DATASOURCE_PASSWORD."
        })
public final class Rebuild implements Callable<Integer> {

    private static final Duration INTERVAL = Duration.ofMillis(500);

    @Option(
            names = "--jdbc-url",
            paramLabel = "URL",
            description = "The timeline database (default: $QUARKUS_DATASOURCE_JDBC_URL, else that of ./annals up).")
    private @Nullable String url;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            description = "Give up when nothing is stored for so long. Default: ${DEFAULT-VALUE}")
    private int patience = 60;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (TimelineDatabase database = TimelineDatabase.connect(url(), credentials())) {
            PrintWriter out = spec.commandLine().getOut();
            Map<String, Head> before = database.heads();
            out.println("Before: " + summary(before));
            out.flush();
            database.empty();
            awaitAll(database, before);
            List<String> differing = differing(before, database.hashesAt(before));
            for (String timeline : differing) {
                out.println(timeline + " has another hash at "
                        + head(before, timeline).sequence() + " than it had: the database had been altered.");
            }
            out.println("Rebuilt: " + summary(database.heads()) + "; "
                    + (differing.isEmpty() ? "sequences and hashes are the same." : differing.size() + " differ."));
            return differing.isEmpty() ? 0 : 1;
        } catch (SQLException e) {
            throw new CommandFailure("The timeline database: " + e.getMessage(), e);
        }
    }

    private void awaitAll(TimelineDatabase database, Map<String, Head> before)
            throws SQLException, InterruptedException {
        long last = -1;
        long lastNanos = System.nanoTime();
        while (true) {
            Map<String, Head> now = database.heads();
            if (before.entrySet().stream().allMatch(head -> isThere(head.getValue(), now.get(head.getKey())))) {
                return;
            }
            long changes = changes(now);
            if (changes != last) {
                last = changes;
                lastNanos = System.nanoTime();
            } else if (System.nanoTime() - lastNanos
                    > Duration.ofSeconds(patience).toNanos()) {
                throw new CommandFailure("Nothing was stored for " + patience + " s, after " + summary(now)
                        + ". Is timeline-service running on this database? It goes on as soon as it is.");
            }
            Thread.sleep(INTERVAL.toMillis());
        }
    }

    private static boolean isThere(Head before, @Nullable Head now) {
        return now != null && now.sequence() >= before.sequence();
    }

    private static List<String> differing(Map<String, Head> before, Map<String, String> hashes) {
        return before.keySet().stream()
                .filter(timeline -> !head(before, timeline).hash().equals(hashes.get(timeline)))
                .toList();
    }

    private static Head head(Map<String, Head> heads, String timeline) {
        Head head = heads.get(timeline);
        if (head == null) {
            throw new IllegalStateException("No head of " + timeline);
        }
        return head;
    }

    private static String summary(Map<String, Head> heads) {
        return heads.size() + " timelines, " + changes(heads) + " changes";
    }

    private static long changes(Map<String, Head> heads) {
        return heads.values().stream().mapToLong(Head::sequence).sum();
    }

    private String url() throws IOException {
        if (url != null) {
            return url;
        }
        String variable = System.getenv("QUARKUS_DATASOURCE_JDBC_URL");
        if (variable != null && !variable.isEmpty()) {
            return variable;
        }
        int port = Workspace.current().addresses().orElse(Addresses.DEFAULT).database();
        return "jdbc:postgresql://127.0.0.1:" + port + "/timeline?user=postgres&password="
                + Credentials.keptIn(Workspace.current().directory()).database();
    }

    private static Properties credentials() {
        Properties credentials = new Properties();
        putIfSet(credentials, "user", "QUARKUS_DATASOURCE_USERNAME");
        putIfSet(credentials, "password", "QUARKUS_DATASOURCE_PASSWORD");
        return credentials;
    }

    private static void putIfSet(Properties credentials, String name, String variable) {
        String value = System.getenv(variable);
        if (value != null) {
            credentials.setProperty(name, value);
        }
    }
}
