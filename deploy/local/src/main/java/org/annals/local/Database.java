// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL server as a child process, on loopback, with one database per service that has one. */
public final class Database implements AutoCloseable {

    private static final List<String> NAMES = List.of("timeline", "notification");
    private static final Duration STARTUP_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final String USER = "postgres";

    /** A line of pg_hba.conf that admits whoever comes. */
    private static final Pattern TRUST = Pattern.compile("(?m)^([^#\\n]*\\s)trust\\s*$");

    private final EmbeddedPostgres server;
    private final Path directory;

    private Database(EmbeddedPostgres server, Path directory) {
        this.server = server;
        this.directory = directory;
    }

    /**
     * Starts a server, with the data that an earlier one left in the directory. An earlier server that still runs
     * there, because the process that started it was killed, is stopped first.
     *
     * @param directory where its binaries, data and log are kept; created when it is missing
     */
    public static Database start(Path directory, int port) throws IOException {
        return start(directory, port, null);
    }

    /**
     * Starts a server that admits only those with the password.
     *
     * @param passwordFile whose only line is the password, for the owner alone; null for a server that admits everybody,
     *     for tests
     */
    static Database start(Path directory, int port, @Nullable Path passwordFile) throws IOException {
        if (passwordFile != null) {
            askForPassword(directory, Files.readString(passwordFile).strip());
        }
        Files.createDirectories(directory);
        stopLeftover(directory);
        // Absolute, as whoever looks for the server later may do so from another folder.
        Path data = directory.resolve("data").toAbsolutePath();
        Path logFile = log(directory);
        BoundedLog.setAsideWhenFull(logFile);
        Redirect log = Redirect.appendTo(logFile.toFile());
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setOverrideWorkingDirectory(new File(directory.toFile(), "binaries"))
                .setRegisterShutdownHook(false)
                .setPGStartupWait(STARTUP_LIMIT)
                .setServerConfig("max_connections", "200")
                .setServerConfig("listen_addresses", "127.0.0.1")
                // The library turns both off; what is kept between runs must survive a power cut, and what was
                // committed must survive a server that is killed.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setOutputRedirector(log)
                .setErrorRedirector(log);
        if (passwordFile != null) {
            // Of a database that is made now; they overrule what the library asks for.
            builder.setLocaleConfig("auth", "scram-sha-256")
                    .setLocaleConfig("pwfile", passwordFile.toString())
                    .setConnectConfig("password", Files.readString(passwordFile).strip());
        }
        EmbeddedPostgres server = builder.start();
        Database database = new Database(server, directory);
        try {
            database.createMissing();
            return database;
        } catch (IOException e) {
            database.close();
            throw e;
        }
    }

    /** Gives a password to a database that was made without one: its server admitted everybody until now. */
    private static void askForPassword(Path directory, String password) throws IOException {
        Path rules = directory.resolve("data").resolve("pg_hba.conf");
        if (!Files.exists(rules) || !TRUST.matcher(Files.readString(rules)).find()) {
            return;
        }
        // On a port that nobody knows, and ended before the one on its own port begins.
        try (Database open = start(directory, Ports.free());
                Connection connection = open.server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ALTER ROLE " + USER + " PASSWORD '" + password + "'");
            Files.writeString(rules, TRUST.matcher(Files.readString(rules)).replaceAll("$1scram-sha-256"));
        } catch (SQLException e) {
            throw new IOException("The database could not be given a password", e);
        }
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

    /** Whether the server's process still lives. */
    public boolean isAlive() throws IOException {
        return process(directory).isPresent();
    }

    @Override
    public void close() throws IOException {
        server.close();
        // The library gives a server 5 s and then leaves it running; its last checkpoint may need longer.
        stopLeftover(directory);
    }

    static Path log(Path directory) {
        return directory.resolve("postgres.log");
    }

    /**
     * Stops a server that still runs on the directory, because the process that started it was killed.
     *
     * @return whether there was one
     */
    static boolean stopLeftover(Path directory) throws IOException {
        ProcessHandle process = process(directory).orElse(null);
        if (process == null) {
            return false;
        }
        try {
            // SIGINT is PostgreSQL's fast stop: it ends open sessions, where SIGTERM would wait for them.
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            process.onExit().get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while PostgreSQL was stopped", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("PostgreSQL (process " + process.pid() + ") does not stop", e);
        }
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

    static Optional<ProcessHandle> process(Path directory) throws IOException {
        Path pidFile = directory.resolve("data").resolve("postmaster.pid");
        List<String> lines;
        try {
            lines = Files.readAllLines(pidFile);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        return ProcessHandle.of(Long.parseLong(lines.get(0).trim()))
                .filter(process -> runsOn(directory.resolve("data"), process));
    }

    /**
     * After a reboot the recorded process id may be anyone's, even another PostgreSQL's: ours has our data. Its binaries say
     * nothing, as all servers of one process run from those of the first.
     */
    private static boolean runsOn(Path data, ProcessHandle process) {
        if (!process.info().command().orElse("").endsWith("/postgres")) {
            return false;
        }
        List<String> arguments = List.of(process.info().arguments().orElse(new String[0]));
        int at = arguments.indexOf("-D") + 1;
        try {
            return at > 0 && at < arguments.size() && Files.isSameFile(data, Path.of(arguments.get(at)));
        } catch (IOException e) {
            return false;
        }
    }
}
