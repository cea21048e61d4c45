package org.annals.local;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The broker with its topics and the database, started side by side. */
public final class Infrastructure implements AutoCloseable {

    private final Broker broker;
    private final Database database;

    private Infrastructure(Broker broker, Database database) {
        this.broker = broker;
        this.database = database;
    }

    /** Starts both on the given loopback ports, with the data that an earlier run left in the directory. */
    public static Infrastructure start(Path directory, int brokerPort, int databasePort) throws IOException {
        CompletableFuture<Database> database = CompletableFuture.supplyAsync(() -> {
            try {
                return Database.start(directory.resolve("postgres"), databasePort);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        Broker broker = Broker.start(directory.resolve("kafka"), brokerPort);
        Topics.create(broker.bootstrapServers());
        try {
            return new Infrastructure(broker, database.join());
        } catch (CompletionException e) {
            broker.close();
            throw new IOException("PostgreSQL did not start", e.getCause());
        }
    }

    /** Starts both on free ports. */
    public static Infrastructure start(Path directory) throws IOException {
        return start(directory, Ports.free(), Ports.free());
    }

    public Broker broker() {
        return broker;
    }

    public Database database() {
        return database;
    }

    /** The settings by which a service finds both, in the names of Quarkus. */
    public Map<String, String> settings(String databaseName) {
        return Map.of(
                "kafka.bootstrap.servers", broker.bootstrapServers(),
                "quarkus.datasource.jdbc.url", database.jdbcUrl(databaseName),
                "quarkus.datasource.username", database.user(),
                "quarkus.datasource.password", database.user());
    }

    @Override
    public void close() throws IOException {
        broker.close();
        database.close();
    }
}
