// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.TopicPartition;

/**
 * What a production cluster has, on one machine: three brokers, a timeline database whose replica may be behind, and a
 * notification database whose replica may not.
 */
final class ClusterBackend implements Backend {

    private static final TopicPartition FIRST = new TopicPartition("annals.events", 0);

    private final BrokerCluster brokers;
    private final ReplicatedDatabase timeline;
    private final ReplicatedDatabase notification;

    private ClusterBackend(BrokerCluster brokers, ReplicatedDatabase timeline, ReplicatedDatabase notification) {
        this.brokers = brokers;
        this.timeline = timeline;
        this.notification = notification;
    }

    /** Starts all; where a part does not start, the others are stopped again. */
    static ClusterBackend start(Path directory) throws IOException, InterruptedException {
        CompletableFuture<ReplicatedDatabase> timeline = database(directory.resolve("timeline-database"), false);
        CompletableFuture<ReplicatedDatabase> notification = database(directory.resolve("notification-database"), true);
        BrokerCluster brokers = null;
        try {
            brokers = BrokerCluster.start(directory.resolve("kafka"));
            return new ClusterBackend(brokers, timeline.join(), notification.join());
        } catch (IOException | InterruptedException | CompletionException e) {
            if (brokers != null) {
                brokers.close();
            }
            // One that did not start has nothing to close.
            CompletableFuture.allOf(
                            timeline.thenAccept(ClusterBackend::closeQuietly),
                            notification.thenAccept(ClusterBackend::closeQuietly))
                    .exceptionally(failure -> null)
                    .join();
            throw e;
        }
    }

    BrokerCluster brokers() {
        return brokers;
    }

    ReplicatedDatabase timeline() {
        return timeline;
    }

    ReplicatedDatabase notification() {
        return notification;
    }

    @Override
    public String bootstrapServers() {
        return brokers.bootstrapServers();
    }

    @Override
    public String jdbcUrl(String database) {
        return (database.equals("notification") ? notification : timeline).jdbcUrl(database);
    }

    @Override
    public String databaseUser() {
        return timeline.user();
    }

    @Override
    public Path databaseLog() {
        return timeline.log();
    }

    /** Ends the one that leads the first partition of annals.events. */
    @Override
    public void killBroker() throws IOException, InterruptedException {
        int leader = brokers.leader(FIRST);
        if (leader > 0) {
            brokers.kill(leader);
        }
    }

    @Override
    public void startBroker() throws IOException {
        brokers.startAll();
    }

    @Override
    public void killDatabase() throws IOException {
        timeline.killPrimary();
        notification.killPrimary();
    }

    /** Fails over: the replicas go on, and get replicas of their own where the primaries were. */
    @Override
    public void startDatabase() throws IOException, InterruptedException {
        for (ReplicatedDatabase database : new ReplicatedDatabase[] {timeline, notification}) {
            if (!database.hasPrimary()) {
                database.promote();
                database.attachReplica();
            }
        }
    }

    @Override
    public void revive() throws IOException, InterruptedException {
        startBroker();
        startDatabase();
        for (ReplicatedDatabase database : new ReplicatedDatabase[] {timeline, notification}) {
            if (!database.hasReplica()) {
                database.attachReplica();
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            brokers.close();
        } finally {
            try {
                timeline.close();
            } finally {
                notification.close();
            }
        }
    }

    private static CompletableFuture<ReplicatedDatabase> database(Path directory, boolean synchronous) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return ReplicatedDatabase.start(directory, synchronous);
            } catch (IOException e) {
                throw new CompletionException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CompletionException(e);
            }
        });
    }

    private static void closeQuietly(ReplicatedDatabase database) {
        try {
            database.close();
        } catch (IOException e) {
            // The failure that is on its way says more.
            System.getLogger(ClusterBackend.class.getName()).log(System.Logger.Level.WARNING, "Not stopped", e);
        }
    }
}
