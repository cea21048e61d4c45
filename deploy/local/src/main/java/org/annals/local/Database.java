package org.annals.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A real PostgreSQL server as a child process, on loopback, with one database per service that has one. */
public final class Database implements AutoCloseable {

    private static final List<String> NAMES = List.of("timeline", "notification");
    private static final Duration STARTUP_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final String USER = "postgres";

    private final EmbeddedPostgres server;

    private Database(EmbeddedPostgres server) {
        this.server = server;
    }

    /**
     * Starts a server, with the data that an earlier one left in the directory. An earlier server that still runs
     * there, because the process that started it was killed, is stopped first.
     *
     * @param directory where its binaries, data and log are kept; created when it is missing
     */
    public static Database start(Path directory, int port) throws IOException {
        Files.createDirectories(directory);
        Path data = directory.resolve("data");
        stopLeftover(data);
        Redirect log = Redirect.appendTo(directory.resolve("postgres.log").toFile());
        EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(new File(directory.toFile(), "binaries"))
                .setRegisterShutdownHook(false)
                .setPGStartupWait(STARTUP_LIMIT)
                .setServerConfig("max_connections", "200")
                .setOutputRedirector(log)
                .setErrorRedirector(log)
                .start();
        Database database = new Database(server);
        database.createMissing();
        return database;
    }

    public int port() {
        return server.getPort();
    }

    public String jdbcUrl(String name) {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + name;
    }

    public String user() {
        return USER;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private void createMissing() throws IOException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            for (String name : NAMES) {
                try (ResultSet found =
                        statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + name + "'")) {
                    if (found.next()) {
                        continue;
                    }
                }
                statement.execute("CREATE DATABASE " + name);
            }
        } catch (SQLException e) {
            throw new IOException("The databases could not be created", e);
        }
    }

    private static void stopLeftover(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        long pid = Long.parseLong(Files.readAllLines(pidFile).get(0).trim());
        ProcessHandle process = ProcessHandle.of(pid).orElse(null);
        if (process == null || !isPostgres(process)) {
            return;
        }
        try {
            // SIGINT is PostgreSQL's fast stop: it ends open sessions, where SIGTERM would wait for them.
            new ProcessBuilder("kill", "-INT", Long.toString(pid)).start().waitFor();
            process.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while an earlier PostgreSQL was stopped", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("An earlier PostgreSQL (process " + pid + ") does not stop", e);
        }
    }

    private static boolean isPostgres(ProcessHandle process) {
        return process.info()
                .command()
                .map(command -> command.endsWith("postgres"))
                .orElse(false);
    }
}
