// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.annals.local.Ports;
import org.annals.local.Topics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/**
 * Three brokers and a controller, each a process of its own. Each partition has three copies, two of which must be in sync
 * before a record is acknowledged. The controller is apart from the brokers, as in production: elections go on when only one
 * broker is left.
 */
final class BrokerCluster implements AutoCloseable {

    static final int BROKERS = 3;
    static final int IN_SYNC = 2;

    private static final int CONTROLLER = 100;
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration WHOLE_LIMIT = Duration.ofMinutes(5);
    private static final int REQUEST_LIMIT_MS = 5000;
    private static final long PAUSE_MS = 200;

    /** How long a copy may lag before it is out of sync: 30 s by default. */
    private static final String LAG_LIMIT_MS = "10000";

    private final Path directory;
    private final int controllerPort = Ports.free();
    private final Map<Integer, Integer> ports = new TreeMap<>();
    private final Map<Integer, BrokerProcess> nodes = new HashMap<>();
    private final Admin admin;

    private BrokerCluster(Path directory) throws IOException {
        this.directory = directory;
        IntStream.rangeClosed(1, BROKERS).forEach(id -> ports.put(id, Ports.free()));
        admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers(), "request.timeout.ms", REQUEST_LIMIT_MS));
    }

    /** Starts all nodes, and waits until the topics are there. */
    static BrokerCluster start(Path directory) throws IOException, InterruptedException {
        BrokerCluster cluster = new BrokerCluster(directory);
        try {
            cluster.startAll();
            cluster.createTopics();
            return cluster;
        } catch (IOException | InterruptedException e) {
            cluster.close();
            throw e;
        }
    }

    String bootstrapServers() {
        return ports.values().stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
    }

    Set<Integer> brokers() {
        return ports.keySet();
    }

    boolean isRunning(int id) {
        BrokerProcess node = nodes.get(id);
        return node != null && node.isAlive();
    }

    /** Ends a broker as a crash would (SIGKILL). */
    void kill(int id) throws InterruptedException {
        node(id).kill();
    }

    /** Asks a broker to stop: it hands over what it leads first. */
    void stop(int id) {
        node(id).close();
    }

    void freeze(int id) throws IOException, InterruptedException {
        Signals.freeze(node(id).handle());
    }

    void thaw(int id) throws IOException, InterruptedException {
        Signals.thaw(node(id).handle());
    }

    /** Starts a broker with its data, if it does not run; does not wait for it. */
    void start(int id) throws IOException {
        if (isRunning(id)) {
            return;
        }
        nodes.put(
                id,
                BrokerProcess.launch(
                        folder(id), port(id), id == CONTROLLER ? controllerSettings() : brokerSettings(id)));
    }

    /** Starts all nodes that do not run; does not wait for them. */
    void startAll() throws IOException {
        start(CONTROLLER);
        for (int id : brokers()) {
            start(id);
        }
    }

    /** Ends all nodes at the same time, the controller too. */
    void killAll() throws InterruptedException {
        for (BrokerProcess node : nodes.values()) {
            node.handle().destroyForcibly();
        }
        for (BrokerProcess node : nodes.values()) {
            node.kill();
        }
    }

    /** Deletes all that a broker has stored, while it does not run. */
    void loseDisk(int id) throws IOException {
        try (Stream<Path> files = Files.walk(folder(id))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** The broker that leads a partition; 0 while there is none. */
    int leader(TopicPartition partition) throws IOException, InterruptedException {
        Node leader = partition(partition).leader();
        return leader == null ? 0 : leader.id();
    }

    Set<Integer> inSync(TopicPartition partition) throws IOException, InterruptedException {
        return partition(partition).isr().stream().map(Node::id).collect(Collectors.toSet());
    }

    /** Waits until each copy of each partition is there and up to date; starts again what has ended, as an operator does. */
    void awaitWhole() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + WHOLE_LIMIT.toNanos();
        startAll();
        while (!isWhole()) {
            if (System.nanoTime() > deadline) {
                throw new IOException("Copies are missing after " + WHOLE_LIMIT.toSeconds() + " s; see " + directory);
            }
            Thread.sleep(PAUSE_MS);
            // On a busy machine one may have given up before it was up.
            startAll();
        }
    }

    private boolean isWhole() throws IOException, InterruptedException {
        for (TopicDescription topic : describe().values()) {
            for (TopicPartitionInfo partition : topic.partitions()) {
                if (partition.leader() == null || partition.isr().size() < BROKERS) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Lets a copy lead that is not in sync, of those whose brokers run: what only others have is lost. */
    void electUncleanly(TopicPartition partition) throws IOException, InterruptedException {
        try {
            admin.electLeaders(ElectionType.UNCLEAN, Set.of(partition))
                    .partitions()
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("No leader was elected for " + partition, e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
        // All at once: the last two would wait for one another, to hand over what they lead.
        for (BrokerProcess node : nodes.values()) {
            node.handle().destroyForcibly();
        }
        nodes.values().forEach(BrokerProcess::close);
    }

    private void createTopics() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                Topics.create(bootstrapServers(), (short) BROKERS, IN_SYNC);
                return;
            } catch (IOException e) {
                // Until there are as many brokers as copies.
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.sleep(PAUSE_MS);
                startAll();
            }
        }
    }

    private TopicPartitionInfo partition(TopicPartition wanted) throws IOException, InterruptedException {
        TopicDescription topic = describe().get(wanted.topic());
        if (topic == null) {
            throw new IOException(wanted.topic() + " is not there");
        }
        return topic.partitions().get(wanted.partition());
    }

    /** Asks until one answers: a broker that is gone, or frozen, costs a request. */
    private Map<String, TopicDescription> describe() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                Set<String> topics = admin.listTopics(new ListTopicsOptions().listInternal(true))
                        .names()
                        .get();
                return admin.describeTopics(topics).allTopicNames().get();
            } catch (ExecutionException e) {
                if (System.nanoTime() > deadline) {
                    throw new IOException("The brokers do not tell their topics", e.getCause());
                }
                Thread.sleep(PAUSE_MS);
            }
        }
    }

    private BrokerProcess node(int id) {
        BrokerProcess node = nodes.get(id);
        if (node == null) {
            throw new IllegalArgumentException("There is no broker " + id);
        }
        return node;
    }

    private Path folder(int id) {
        return directory.resolve(id == CONTROLLER ? "controller" : "broker-" + id);
    }

    private int port(int id) {
        return ports.getOrDefault(id, controllerPort);
    }

    private Map<String, String> controllerSettings() {
        Map<String, String> settings = commonSettings(CONTROLLER);
        settings.put("process.roles", "controller");
        settings.put("listeners", "CONTROLLER://127.0.0.1:" + controllerPort);
        return settings;
    }

    private Map<String, String> brokerSettings(int id) {
        Map<String, String> settings = commonSettings(id);
        settings.put("process.roles", "broker");
        settings.put("listeners", "PLAINTEXT://127.0.0.1:" + port(id));
        settings.put("replica.lag.time.max.ms", LAG_LIMIT_MS);
        for (String internal : List.of("offsets.topic", "transaction.state.log")) {
            settings.put(internal + ".replication.factor", Integer.toString(BROKERS));
        }
        settings.put("share.coordinator.state.topic.replication.factor", Integer.toString(BROKERS));
        settings.put("share.coordinator.state.topic.min.isr", Integer.toString(IN_SYNC));
        settings.put("transaction.state.log.min.isr", Integer.toString(IN_SYNC));
        return settings;
    }

    private Map<String, String> commonSettings(int id) {
        return new HashMap<>(Map.of(
                "node.id", Integer.toString(id),
                "controller.quorum.voters", CONTROLLER + "@127.0.0.1:" + controllerPort,
                // Of topics that name none, such as the offsets of consumers.
                "min.insync.replicas", Integer.toString(IN_SYNC)));
    }
}
