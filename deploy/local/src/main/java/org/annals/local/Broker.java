// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/** A real Apache Kafka broker (KRaft, its own controller) in this process, on loopback. */
public final class Broker implements AutoCloseable {

    /** The same at each start, or the storage of the last one would be refused: "annals-local-000" in Base64. */
    private static final String CLUSTER_ID = "YW5uYWxzLWxvY2FsLTAwMA";

    private static final Duration STARTUP_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    /**
     * Why a broker of this process gave up, when one did. Kafka ends the whole process then, by a hook that is one
     * per process; {@code ./annals up} must live on to stop what else it started.
     */
    private static final CompletableFuture<String> FATAL = new CompletableFuture<>();

    private final KafkaRaftServer server;
    private final int port;

    private Broker(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /**
     * Starts a broker, with the data that an earlier one left in the directory.
     *
     * @param directory where its log is kept; created when it is missing
     * @param port the loopback port for clients; the controller listens on a free one
     */
    public static Broker start(Path directory, int port) throws IOException {
        return start(directory, port, Map.of());
    }

    /**
     * Starts a node of a cluster, with the data that an earlier one left in the directory.
     *
     * @param settings in the names of Kafka, before those of a broker that is alone
     */
    public static Broker start(Path directory, int port, Map<String, String> settings) throws IOException {
        return start(directory, port, null, settings);
    }

    /**
     * Starts a broker that admits only clients with these credentials.
     *
     * @param credentials null for one that admits everybody, for tests
     */
    static Broker start(Path directory, int port, @Nullable Credentials credentials) throws IOException {
        return start(directory, port, credentials, Map.of());
    }

    private static Broker start(
            Path directory, int port, @Nullable Credentials credentials, Map<String, String> settings)
            throws IOException {
        Exit.setExitProcedure(Broker::fail);
        Exit.setHaltProcedure(Broker::fail);
        Files.createDirectories(directory);
        Path configuration = directory.resolve("server.properties");
        Properties properties = properties(directory.resolve("log"), port);
        properties.putAll(settings);
        if (credentials != null) {
            admitOnly(credentials, properties);
        }
        // Made anew, since it has the password: for its owner alone.
        Files.deleteIfExists(configuration);
        Files.move(OwnersFile.create(directory, "server"), configuration);
        try (OutputStream out = Files.newOutputStream(configuration)) {
            properties.store(out, "Written at each start");
        }
        format(configuration);
        Broker broker = new Broker(new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM), port);
        // Not on this thread: a broker that gives up while it starts leaves its starter waiting for ever.
        CompletableFuture<Void> started = inBackground("broker-start", broker.server::startup);
        try {
            CompletableFuture.anyOf(started, FATAL).get(STARTUP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while Kafka started", e);
        } catch (ExecutionException e) {
            broker.close();
            throw new IOException("Kafka did not start; its log says why", e);
        } catch (TimeoutException e) {
            throw new IOException("Kafka did not start within " + STARTUP_LIMIT.toSeconds() + " s", e);
        }
        String failure = broker.failure();
        if (failure != null) {
            throw new IOException("Kafka did not start: " + failure);
        }
        return broker;
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /** Why the broker gave up by itself, as on a full disk; null while it runs. It can't be started again in this process. */
    public @Nullable String failure() {
        return FATAL.getNow(null);
    }

    @Override
    public void close() {
        CompletableFuture<Void> stopped = inBackground("broker-stop", () -> {
            server.shutdown();
            server.awaitShutdown();
        });
        try {
            // A broker that gave up may never come to its end; its data is safe by its log, as after a kill.
            CompletableFuture.anyOf(stopped, FATAL).get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            System.getLogger(Broker.class.getName())
                    .log(System.Logger.Level.WARNING, "Kafka did not stop in order [port=" + port + "]", e);
        }
    }

    private static void fail(int status, @Nullable String message) {
        FATAL.complete(message == null ? "it gave up with status " + status + "; its log says why" : message);
        // Kafka expects not to come back from here.
        throw new IllegalStateException("The broker gave up");
    }

    private static CompletableFuture<Void> inBackground(String name, Runnable task) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                        done.complete(null);
                    } catch (RuntimeException | Error e) {
                        done.completeExceptionally(e);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
        return done;
    }

    private static void format(Path configuration) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        PrintStream printer = new PrintStream(output, true, StandardCharsets.UTF_8);
        String[] arguments = {
            "format", "--ignore-formatted", "--cluster-id", CLUSTER_ID, "--config", configuration.toString()
        };
        if (StorageTool.execute(arguments, printer) != 0) {
            throw new IOException(
                    "The broker's storage could not be formatted: " + output.toString(StandardCharsets.UTF_8));
        }
    }

    /** The controller listens on loopback, too, and could be told anything by whoever reaches it. */
    private static void admitOnly(Credentials credentials, Properties properties) {
        properties.setProperty("listener.security.protocol.map", "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
        properties.setProperty("inter.broker.listener.name", "PLAINTEXT");
        properties.setProperty("sasl.enabled.mechanisms", "PLAIN");
        properties.setProperty("sasl.mechanism.inter.broker.protocol", "PLAIN");
        properties.setProperty("sasl.mechanism.controller.protocol", "PLAIN");
        for (String listener : List.of("plaintext", "controller")) {
            properties.setProperty("listener.name." + listener + ".plain.sasl.jaas.config", credentials.serverLogin());
        }
    }

    private static Properties properties(Path log, int port) {
        int controllerPort = Ports.free();
        Properties properties = new Properties();
        properties.setProperty("node.id", "1");
        properties.setProperty("process.roles", "broker,controller");
        properties.setProperty("log.dirs", log.toString());
        properties.setProperty(
                "listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        properties.setProperty("controller.listener.names", "CONTROLLER");
        properties.setProperty("controller.quorum.voters", "1@127.0.0.1:" + controllerPort);
        properties.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        properties.setProperty("auto.create.topics.enable", "false");
        // One broker: what a cluster replicates has one copy here.
        properties.setProperty("offsets.topic.replication.factor", "1");
        properties.setProperty("offsets.topic.num.partitions", "1");
        properties.setProperty("transaction.state.log.replication.factor", "1");
        properties.setProperty("transaction.state.log.min.isr", "1");
        properties.setProperty("transaction.state.log.num.partitions", "1");
        properties.setProperty("share.coordinator.state.topic.replication.factor", "1");
        properties.setProperty("share.coordinator.state.topic.min.isr", "1");
        // After a kill, the controller holds the place of the killed broker until its session ends: 9 s by default.
        properties.setProperty("broker.session.timeout.ms", "3000");
        properties.setProperty("broker.heartbeat.interval.ms", "500");
        // Nobody else is about to join: the first consumer of a group starts at once.
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        return properties;
    }
}
