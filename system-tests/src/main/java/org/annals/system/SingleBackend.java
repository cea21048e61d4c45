// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import java.io.IOException;
import java.nio.file.Path;
import org.annals.local.Database;
import org.annals.local.Infrastructure;
import org.annals.local.Ports;

/** One broker and one database server, as {@code ./annals up} has them. */
final class SingleBackend implements Backend {

    private final Path directory;
    private final int brokerPort = Ports.free();
    private final int databasePort = Ports.free();
    private BrokerProcess broker;
    private Database database;

    SingleBackend(Path directory) throws IOException {
        this.directory = directory;
        database = Database.start(directory.resolve("postgres"), databasePort);
        try {
            broker = BrokerProcess.start(directory.resolve("kafka"), brokerPort);
        } catch (IOException e) {
            database.close();
            throw e;
        }
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + brokerPort;
    }

    @Override
    public String jdbcUrl(String name) {
        return database.jdbcUrl(name);
    }

    @Override
    public String databaseUser() {
        return database.user();
    }

    @Override
    public Path databaseLog() {
        return Infrastructure.databaseLog(directory);
    }

    @Override
    public void killBroker() throws InterruptedException {
        broker.kill();
    }

    @Override
    public void startBroker() throws IOException {
        broker = BrokerProcess.start(directory.resolve("kafka"), brokerPort);
    }

    /** Ends its first process, whose death the others notice. */
    @Override
    public void killDatabase() throws IOException {
        Infrastructure.databaseProcess(directory).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
    }

    @Override
    public void startDatabase() throws IOException {
        // Whoever started it before still holds its lock.
        database.close();
        database = Database.start(directory.resolve("postgres"), databasePort);
    }

    @Override
    public void revive() throws IOException {
        if (!broker.isAlive()) {
            startBroker();
        }
        if (!database.isAlive()) {
            startDatabase();
        }
    }

    @Override
    public void close() throws IOException {
        broker.close();
        database.close();
    }
}
