package org.annals.local;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.tools.StorageTool;
import org.apache.kafka.common.utils.Time;

/** A real Apache Kafka broker (KRaft, its own controller) in this process, on loopback. */
public final class Broker implements AutoCloseable {

    /** The same at each start, or the storage of the last one would be refused: "annals-local-000" in Base64. */
    private static final String CLUSTER_ID = "YW5uYWxzLWxvY2FsLTAwMA";

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
        Files.createDirectories(directory);
        Path configuration = directory.resolve("server.properties");
        Properties properties = properties(directory.resolve("log"), port);
        try (OutputStream out = Files.newOutputStream(configuration)) {
            properties.store(out, "Written at each start");
        }
        format(configuration);
        KafkaRaftServer server = new KafkaRaftServer(KafkaConfig.fromProps(properties), Time.SYSTEM);
        server.startup();
        return new Broker(server, port);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
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
        // Nobody else is about to join: the first consumer of a group starts at once.
        properties.setProperty("group.initial.rebalance.delay.ms", "0");
        return properties;
    }
}
