// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The broker with its topics and the database, started side by side. */
public final class Infrastructure implements AutoCloseable {

    private final Broker broker;
    private final Database database;
    private final @Nullable Credentials credentials;

    private Infrastructure(Broker broker, Database database, @Nullable Credentials credentials) {
        this.credentials = credentials;
        this.broker = broker;
        this.database = database;
    }

    /**
     * Starts both on the given loopback ports, with the data that an earlier run left in the directory. They admit only
     * clients that have the credentials kept there. When one does not start, the other is stopped again.
     */
    public static Infrastructure start(Path directory, int brokerPort, int databasePort) throws IOException {
        Credentials.guard(directory);
        return start(directory, brokerPort, databasePort, Credentials.keptIn(directory));
    }

    private static Infrastructure start(
            Path directory, int brokerPort, int databasePort, @Nullable Credentials credentials) throws IOException {
        CompletableFuture<Database> startingDatabase = CompletableFuture.supplyAsync(() -> {
            try {
                return Database.start(
                        directory.resolve("postgres"),
                        databasePort,
                        credentials == null ? null : Credentials.databaseFile(directory));
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        Broker broker;
        try {
            broker = startBroker(directory.resolve("kafka"), brokerPort, credentials);
        } catch (IOException e) {
            closeWhenStarted(startingDatabase);
            throw e;
        }
        try {
            return new Infrastructure(broker, startingDatabase.join(), credentials);
        } catch (CompletionException e) {
            broker.close();
            throw new IOException("PostgreSQL did not start; its log says why", e);
        }
    }

    /** Starts both on free ports, open to everybody, as for tests. */
    public static Infrastructure start(Path directory) throws IOException {
        return start(directory, Ports.free(), Ports.free(), null);
    }

    /**
     * Stops the database that a killed process left running on the directory; its broker died with it.
     *
     * @return whether there was one
     */
    public static boolean stopLeftover(Path directory) throws IOException {
        return Database.stopLeftover(directory.resolve("postgres"));
    }

    /** The process of the PostgreSQL that runs on the directory, whoever started it. */
    public static Optional<ProcessHandle> databaseProcess(Path directory) throws IOException {
        return Database.process(directory.resolve("postgres"));
    }

    /** Where PostgreSQL writes what it has to say. */
    public static Path databaseLog(Path directory) {
        return Database.log(directory.resolve("postgres"));
    }

    public Broker broker() {
        return broker;
    }

    public Database database() {
        return database;
    }

    /** The settings by which a service finds both, in the names of Quarkus. */
    public Map<String, String> settings(String databaseName) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "kafka.bootstrap.servers", broker.bootstrapServers(),
                "quarkus.datasource.jdbc.url", database.jdbcUrl(databaseName),
                "quarkus.datasource.username", database.user(),
                "quarkus.datasource.password", credentials == null ? database.user() : credentials.database()));
        if (credentials != null) {
            credentials.brokerSettings().forEach((name, value) -> settings.put("kafka." + name, value));
        }
        return settings;
    }

    @Override
    public void close() throws IOException {
        try {
            broker.close();
        } finally {
            database.close();
        }
    }

    private static Broker startBroker(Path directory, int port, @Nullable Credentials credentials) throws IOException {
        Broker broker = Broker.start(directory, port, credentials);
        try {
            Map<String, Object> connection =
                    new HashMap<>(credentials == null ? Map.of() : credentials.brokerSettings());
            connection.put("bootstrap.servers", broker.bootstrapServers());
            Topics.create(connection);
            return broker;
        } catch (IOException e) {
            broker.close();
            throw e;
        }
    }

    private static void closeWhenStarted(CompletableFuture<Database> starting) throws IOException {
        try {
            starting.join().close();
        } catch (CompletionException e) {
            // It did not start either: there is nothing to stop, and the broker's failure is reported.
            return;
        }
    }
}
