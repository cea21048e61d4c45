// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.partition;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.annals.ingest.problem.ProblemException;
import org.annals.ingest.publishing.CloudEventRecord;
import org.annals.ingest.publishing.Epoch;
import org.annals.ingest.publishing.EpochGate;
import org.annals.ingest.publishing.EventPublisher;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.jboss.logging.Logger;

/**
 * Adds partitions to annals.events. A timeline may then go on in another partition, so an epoch ends before: publishing
 * is paused, each partition gets a marker, and what follows the markers is stored when all before them is. New partitions
 * begin with their marker.
 *
 * <p>Each step may be taken again: a second marker of an epoch has no effect. Where it is interrupted, publishing stays
 * paused until the same is asked for again, of any replica.
 */
@Singleton
class PartitionGrower {

    private static final Logger LOG = Logger.getLogger(PartitionGrower.class);
    private static final String SOURCE = "/annals/partitions";

    /** Longer than any replica acknowledges events without having read that publishing is paused. */
    private static final Duration PAUSE = EpochGate.LEASE.plusSeconds(2);

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final EpochGate gate;
    private final EventPublisher publisher;
    private final Admin admin;

    PartitionGrower(
            @Identifier("default-kafka-broker") Map<String, Object> connection,
            EpochGate gate,
            EventPublisher publisher) {
        this.gate = gate;
        this.publisher = publisher;
        this.admin = Admin.create(new HashMap<>(connection));
    }

    int count() {
        Map<String, TopicDescription> topics =
                done(admin.describeTopics(List.of(CloudEventRecord.TOPIC)).allTopicNames());
        return requireNonNull(topics.get(CloudEventRecord.TOPIC)).partitions().size();
    }

    /** Returns when the topic has so many partitions, and publishing goes on. Takes some ten seconds. */
    synchronized void grow(int partitions) throws InterruptedException {
        Epoch epoch = gate.announced();
        int count = count();
        if (!epoch.isPaused()) {
            if (partitions == count) {
                return;
            }
            refuseFewer(partitions, count);
            add(partitions, true);
            epoch = epoch.next(epoch.partitions() == 0 ? count : epoch.partitions(), partitions);
            announce(epoch);
        } else if (epoch.partitions() != partitions) {
            throw ProblemException.conflict(
                    "other-partitions",
                    "Adding partitions was begun and not ended. Ask for " + epoch.partitions()
                            + " partitions first, then for more.",
                    List.of());
        }
        LOG.infof("Publishing is paused to add partitions [epoch=%d, partitions=%d]", epoch.number(), partitions);
        Thread.sleep(PAUSE.toMillis());
        mark(epoch, 0, epoch.earlierPartitions());
        if (count < partitions) {
            add(partitions, false);
        }
        mark(epoch, epoch.earlierPartitions(), partitions);
        Epoch begun = epoch.begun();
        announce(begun);
        await(begun);
        LOG.infof("Publishing goes on [epoch=%d, partitions=%d]", begun.number(), partitions);
    }

    private static void refuseFewer(int partitions, int count) {
        if (partitions < count) {
            throw ProblemException.conflict(
                    "fewer-partitions",
                    "There are " + count + " partitions, and they can't become fewer: those that are hold events.",
                    List.of());
        }
    }

    private void add(int partitions, boolean isTrial) {
        done(admin.createPartitions(
                        Map.of(CloudEventRecord.TOPIC, NewPartitions.increaseTo(partitions)),
                        new CreatePartitionsOptions().validateOnly(isTrial))
                .all());
    }

    private void announce(Epoch epoch) {
        CloudEventRecord message = new CloudEventRecord(EventPublisher.TYPES_TOPIC, Epoch.KEY, bytes(epoch.toJson()))
                .attribute("specversion", "1.0")
                .attribute("id", UUID.randomUUID().toString())
                .attribute("source", SOURCE)
                .attribute("type", "annals.epoch.changed")
                .attribute("subject", Epoch.KEY);
        done(publisher.publish(List.of(message)));
    }

    private void mark(Epoch epoch, int from, int to) throws InterruptedException {
        JsonNode data = JsonNodeFactory.instance
                .objectNode()
                .put("epoch", epoch.number())
                .put("earlierPartitions", epoch.earlierPartitions());
        for (int partition = from; partition < to; partition++) {
            CloudEventRecord marker = new CloudEventRecord(CloudEventRecord.TOPIC, bytes(data))
                    .attribute("specversion", "1.0")
                    .attribute("id", epoch.number() + "/" + partition)
                    .attribute("source", SOURCE)
                    .attribute("type", "annals.epoch.started")
                    .attribute("subject", CloudEventRecord.TOPIC);
            publishTo(partition, marker);
        }
    }

    /** A partition that was just added is not known at once by all brokers. */
    private void publishTo(int partition, CloudEventRecord marker) throws InterruptedException {
        long began = System.nanoTime();
        while (true) {
            try {
                done(publisher.publishTo(partition, marker));
                return;
            } catch (ProblemException e) {
                if (System.nanoTime() - began > LIMIT.toNanos()) {
                    throw e;
                }
                Thread.sleep(INTERVAL.toMillis());
            }
        }
    }

    private void await(Epoch epoch) throws InterruptedException {
        long began = System.nanoTime();
        while (!gate.isOpen() || gate.announced().number() != epoch.number()) {
            if (System.nanoTime() - began > LIMIT.toNanos()) {
                throw unfinished("this replica has not read yet that publishing goes on");
            }
            Thread.sleep(INTERVAL.toMillis());
        }
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void done(CompletionStage<Void> step) {
        try {
            step.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof ProblemException problem ? problem : e;
        }
    }

    private static <T> T done(KafkaFuture<T> step) {
        try {
            return step.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unfinished("this replica is being stopped");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw unfinished(String.valueOf((cause == null ? e : cause).getMessage()));
        } catch (TimeoutException e) {
            throw unfinished("Kafka does not answer");
        }
    }

    static ProblemException unfinished(String reason) {
        return ProblemException.unavailable(
                "partitions-unfinished",
                "The partitions are not all added, and publishing may be paused: " + reason
                        + ". Ask for the same again; each step can be taken again.",
                RETRY_AFTER);
    }

    @PreDestroy
    void close() {
        admin.close(Duration.ZERO);
    }
}
