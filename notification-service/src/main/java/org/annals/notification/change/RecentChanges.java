// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.annals.notification.topic.Offsets;
import org.annals.notification.topic.Readers;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** The end of the topic. */
@ApplicationScoped
class RecentChanges {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final Map<String, Object> kafka;
    private final Offsets offsets;

    RecentChanges(@Identifier("default-kafka-broker") Map<String, Object> kafka, Offsets offsets) {
        this.kafka = kafka;
        this.offsets = offsets;
    }

    /** So many, the last recorded first; fewer when there are not so many, or reading takes too long. */
    List<Change> last(int count) {
        Map<Integer, Long> end = offsets.latest();
        Map<Integer, Long> start = offsets.earliest();
        List<Change> changes = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = Readers.create(kafka, count)) {
            for (ConsumerRecord<byte[], byte[]> record : read(consumer, start, end, count)) {
                Change change = PastReader.change(record);
                if (change != null) {
                    changes.add(change);
                }
            }
        }
        changes.sort(Comparator.comparing((Change change) -> change.message().recorded())
                .thenComparingLong(change -> change.message().sequence())
                .reversed());
        return changes.subList(0, Math.min(count, changes.size()));
    }

    /** Of each partition as many as are asked for in all, since they may all be in one. */
    private static List<ConsumerRecord<byte[], byte[]>> read(
            KafkaConsumer<byte[], byte[]> consumer, Map<Integer, Long> start, Map<Integer, Long> end, int count) {
        Map<TopicPartition, Long> open = new HashMap<>();
        end.forEach((partition, offset) -> {
            if (offset > start.getOrDefault(partition, 0L)) {
                open.put(new TopicPartition(Offsets.TOPIC, partition), offset);
            }
        });
        consumer.assign(open.keySet());
        open.forEach((partition, offset) ->
                consumer.seek(partition, Math.max(start.getOrDefault(partition.partition(), 0L), offset - count)));
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        long limit = System.nanoTime() + LIMIT.toNanos();
        while (!open.isEmpty() && System.nanoTime() < limit) {
            consumer.poll(POLL).forEach(records::add);
            open.entrySet().removeIf(left -> consumer.position(left.getKey()) >= left.getValue());
        }
        return records;
    }
}
