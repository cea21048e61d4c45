// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.annals.local.Database;
import org.annals.local.Infrastructure;
import org.annals.local.Ports;
import org.jspecify.annotations.Nullable;

/**
 * Two PostgreSQL servers: a primary and a replica that streams from it. Services find the primary by a URL that names both, as
 * they find that of an operator by the name of its service.
 */
final class ReplicatedDatabase implements AutoCloseable {

    private static final int NODES = 2;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long PAUSE_MS = 100;
    private static final String SLOT = "replica";

    /** Of these folders a replica gets none of the files: they belong to the run of the primary, or come by streaming. */
    private static final Set<String> EMPTY = Set.of(
            "pg_wal",
            "pg_replslot",
            "pg_dynshmem",
            "pg_notify",
            "pg_serial",
            "pg_snapshots",
            "pg_stat_tmp",
            "pg_subtrans");

    private static final Set<String> LEFT_OUT =
            Set.of("postmaster.pid", "postmaster.opts", "epg-lock", "standby.signal", "postgresql.auto.conf");

    private final Path directory;
    private final boolean synchronous;
    private final List<Integer> ports = new ArrayList<>();
    private final @Nullable Database[] nodes = new Database[NODES];
    private int primary;

    private ReplicatedDatabase(Path directory, boolean synchronous) {
        this.directory = directory;
        this.synchronous = synchronous;
        for (int i = 0; i < NODES; i++) {
            ports.add(Ports.free());
        }
    }

    /**
     * Starts both.
     *
     * @param synchronous to confirm a commit only when the replica has it on disk, too
     */
    static ReplicatedDatabase start(Path directory, boolean synchronous) throws IOException, InterruptedException {
        ReplicatedDatabase database = new ReplicatedDatabase(directory, synchronous);
        try {
            database.start(database.primary);
            database.attachReplica();
            return database;
        } catch (IOException | InterruptedException e) {
            database.close();
            throw e;
        }
    }

    String jdbcUrl(String name) {
        // The driver remembers for ten seconds which of them was the primary, unless it is told otherwise.
        return "jdbc:postgresql://127.0.0.1:%d,127.0.0.1:%d/%s?targetServerType=primary&hostRecheckSeconds=1"
                .formatted(ports.get(0), ports.get(1), name);
    }

    String user() {
        return node(primary).user();
    }

    Path log() {
        return Infrastructure.databaseLog(folder(primary));
    }

    boolean hasPrimary() throws IOException {
        return node(primary).isAlive();
    }

    boolean hasReplica() throws IOException {
        Database replica = nodes[1 - primary];
        return replica != null && replica.isAlive();
    }

    /** Ends the primary as a crash would: its first process, whose death the others notice. */
    void killPrimary() throws IOException {
        process(primary);
        kill(primary);
    }

    /** Lets the primary hang: its processes stand still, and no connection ends. */
    void freezePrimary() throws IOException, InterruptedException {
        ProcessHandle server = process(primary);
        // The first one alone would let the others go on.
        Signals.freeze(server);
        for (ProcessHandle process : server.descendants().toList()) {
            Signals.freeze(process);
        }
    }

    /** Keeps the replica from getting anything more, until it is attached again or promoted. */
    void detachReplica() throws IOException, InterruptedException {
        int nowhere = Ports.free();
        configure(1 - primary, nowhere);
        execute(1 - primary, "SELECT pg_reload_conf()");
        await("the replica is cut off", primary, "SELECT count(*) = 0 FROM pg_stat_replication");
    }

    /** How many bytes of log the primary has that the replica does not. */
    long lag() throws IOException {
        return Long.parseLong(ask(
                primary,
                "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '" + ask(1 - primary, "SELECT pg_last_wal_replay_lsn()")
                        + "')::bigint"));
    }

    /** Makes the replica the primary, with what it has got. */
    void promote() throws IOException {
        int replica = 1 - primary;
        if (!ask(replica, "SELECT pg_promote(true, " + LIMIT.toSeconds() + ")").equals("t")) {
            throw new IOException("The replica was not promoted within " + LIMIT.toSeconds() + " s");
        }
        primary = replica;
    }

    /** Makes a replica of the primary in place of what is there, from a new base backup, and waits until it streams. */
    void attachReplica() throws IOException, InterruptedException {
        int replica = 1 - primary;
        Database before = nodes[replica];
        if (before != null) {
            kill(replica);
            before.close();
        }
        Path data = data(replica);
        delete(data);
        await("the replica is gone", primary, "SELECT count(*) = 0 FROM pg_replication_slots WHERE active");
        execute(
                primary,
                "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots",
                // So that the primary keeps what comes from now on, also while the replica is cut off.
                "SELECT pg_create_physical_replication_slot('" + SLOT + "', true)");
        backUpTo(data);
        Files.createFile(data.resolve("standby.signal"));
        configure(replica, ports.get(primary));
        start(replica);
        await("the replica streams", primary, "SELECT count(*) = 1 FROM pg_stat_replication WHERE state = 'streaming'");
        if (synchronous) {
            execute(primary, "ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()");
            await("the replica is synchronous", primary, """
                    SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'
                    """);
        }
    }

    @Override
    public void close() throws IOException {
        // The replica first: a primary that stops waits until it has got all.
        for (int node : List.of(1 - primary, primary)) {
            Database database = nodes[node];
            if (database != null) {
                database.close();
            }
        }
    }

    private void start(int node) throws IOException {
        nodes[node] = Database.start(folder(node).resolve("postgres"), ports.get(node));
    }

    private void kill(int node) throws IOException {
        ProcessHandle server = Infrastructure.databaseProcess(folder(node)).orElse(null);
        if (server == null) {
            return;
        }
        // Children of a frozen one are frozen, and would not notice that it is gone.
        List<ProcessHandle> children = server.descendants().toList();
        server.destroyForcibly();
        server.onExit().join();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private Database node(int number) {
        Database node = nodes[number];
        if (node == null) {
            throw new IllegalStateException("Server " + number + " was never started");
        }
        return node;
    }

    private ProcessHandle process(int node) throws IOException {
        return Infrastructure.databaseProcess(folder(node))
                .orElseThrow(() -> new IOException("Server " + node + " does not run"));
    }

    private Path folder(int node) {
        return directory.resolve("server-" + node);
    }

    private Path data(int node) {
        return folder(node).resolve("postgres/data");
    }

    /** Settings of the server alone, which its backup does not have. */
    private void configure(int node, int upstream) throws IOException {
        Files.writeString(data(node).resolve("postgresql.auto.conf"), """
                primary_conninfo = 'host=127.0.0.1 port=%d user=%s'
                primary_slot_name = '%s'
                """.formatted(
                        upstream, node(primary).user(), SLOT));
    }

    /** The low-level way of a base backup, as the binaries have no tool for it. */
    private void backUpTo(Path data) throws IOException {
        try (Connection connection = connect(primary);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_backup_start('replica', true)");
            copy(data(primary), data);
            try (ResultSet label = statement.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
                label.next();
                Files.writeString(data.resolve("backup_label"), label.getString(1));
            }
        } catch (SQLException e) {
            throw new IOException("The primary could not be backed up", e);
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Path copy = Files.createDirectories(to.resolve(from.relativize(folder)));
                // Others must not be able to read the data, or the server does not start.
                Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
                return isEmptied(folder) ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!LEFT_OUT.contains(name(file))) {
                    try {
                        Files.copy(file, to.resolve(from.relativize(file)));
                    } catch (NoSuchFileException e) {
                        // Dropped since it was listed: the log of the backup drops it, too.
                        return FileVisitResult.CONTINUE;
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }

            private boolean isEmptied(Path folder) {
                return requireNonNull(folder.getParent()).equals(from) && EMPTY.contains(name(folder));
            }
        });
    }

    private static String name(Path file) {
        Path name = file.getFileName();
        return name == null ? "" : name.toString();
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void await(String what, int node, String question) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!ask(node, question).equals("t")) {
            if (System.nanoTime() > deadline) {
                throw new IOException("Not within " + LIMIT.toSeconds() + " s: " + what + "; see " + log());
            }
            Thread.sleep(PAUSE_MS);
        }
    }

    private void execute(int node, String... statements) throws IOException {
        try (Connection connection = connect(node);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IOException("Server " + node + " refused a statement", e);
        }
    }

    private String ask(int node, String question) throws IOException {
        try (Connection connection = connect(node);
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(question)) {
            answer.next();
            return answer.getString(1);
        } catch (SQLException e) {
            throw new IOException("Server " + node + " did not answer", e);
        }
    }

    private Connection connect(int node) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + ports.get(node) + "/postgres",
                node(node).user(),
                "");
    }
}
