// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.topic;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.annals.notification.problem.Problem;
import org.annals.notification.problem.ProblemException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the broker about places in the topic of changes. All answers are by partition. */
@ApplicationScoped
public class Offsets {

    public static final String TOPIC = "annals.changes";

    /** Of the consumers that alert about what is new. */
    public static final String GROUP = "notification";

    /**
     * Recorded time is the clock of the broker that took the event, the time of a record here that of another, which may
     * be behind it.
     */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);

    private static final long LIMIT_MILLIS = Duration.ofSeconds(5).toMillis();

    private final Admin admin;

    Offsets(@Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.admin = Admin.create(new HashMap<>(kafka));
    }

    void stop(@Observes ShutdownEvent event) {
        admin.close(Duration.ZERO);
    }

    /** Where the next record will be. Throws a problem when the broker does not say. */
    public Map<Integer, Long> latest() {
        return offsets(OffsetSpec.latest());
    }

    public Map<Integer, Long> earliest() {
        return offsets(OffsetSpec.earliest());
    }

    /** Before all that was recorded at a time or later, and before some of what was recorded earlier. */
    public Map<Integer, Long> at(Instant time) {
        Map<Integer, Long> latest = latest();
        long from = Math.max(0, time.minus(CLOCK_DIFFERENCE).toEpochMilli());
        Map<Integer, Long> found = offsets(OffsetSpec.forTimestamp(from));
        // Negative, where nothing was.
        found.replaceAll((partition, offset) -> offset < 0 ? latest.get(partition) : offset);
        return found;
    }

    /** What was alerted about before is in the database; what is after may be or not. */
    public Map<Integer, Long> acknowledged() {
        Map<Integer, Long> offsets = earliest();
        Map<TopicPartition, OffsetAndMetadata> committed =
                wait(admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata());
        committed.forEach((partition, offset) -> {
            if (partition.topic().equals(TOPIC) && offset != null) {
                offsets.put(partition.partition(), offset.offset());
            }
        });
        return offsets;
    }

    private Map<Integer, Long> offsets(OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> asked =
                partitions().stream().collect(Collectors.toMap(partition -> partition, partition -> spec));
        Map<Integer, Long> offsets = new HashMap<>();
        if (asked.isEmpty()) {
            return offsets;
        }
        Map<TopicPartition, ListOffsetsResultInfo> found =
                wait(admin.listOffsets(asked).all());
        found.forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
        return offsets;
    }

    private List<TopicPartition> partitions() {
        try {
            return wait(admin.describeTopics(List.of(TOPIC)).allTopicNames()).values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .map(info -> new TopicPartition(TOPIC, info.partition()))
                    .toList();
        } catch (NoTopicException e) {
            return List.of();
        }
    }

    private static <T> T wait(KafkaFuture<T> future) {
        try {
            return future.get(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new NoTopicException(e);
            }
            throw unavailable();
        } catch (TimeoutException e) {
            throw unavailable();
        }
    }

    private static ProblemException unavailable() {
        return new ProblemException(new Problem(
                Status.SERVICE_UNAVAILABLE,
                "broker-unavailable",
                "The broker does not say how far the changes go; try again in a moment."));
    }

    /** Nothing was ever published. */
    private static final class NoTopicException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NoTopicException(Throwable cause) {
            super(cause);
        }
    }
}
