// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.annals.notification.topic.Offsets;
import org.annals.notification.topic.Readers;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads any place of the topic, beside the group that reads what comes. For one thread. */
final class PastReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private static final Logger LOG = Logger.getLogger(PastReader.class);

    /**
     * What was read at once.
     *
     * @param changes by their offsets, in their order
     * @param reached the offset to go on from
     */
    record Batch(Map<Long, Change> changes, long reached) {}

    private final KafkaConsumer<byte[], byte[]> consumer;

    PastReader(Map<String, Object> kafka, int maxRecords) {
        this.consumer = Readers.create(kafka, maxRecords);
    }

    /** Null for a record that is no change; whoever reads what comes has said so. */
    static @Nullable Change change(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Change.read(record);
        } catch (UnreadableChangeException e) {
            LOG.debugf(
                    "Record skipped, it is no change [partition=%d, offset=%d]", record.partition(), record.offset());
            return null;
        }
    }

    /** Nothing, and the same offset, when nothing comes within a moment. */
    Batch read(int partition, long offset) {
        TopicPartition place = new TopicPartition(Offsets.TOPIC, partition);
        if (!consumer.assignment().equals(Set.of(place))) {
            consumer.assign(List.of(place));
            consumer.seek(place, offset);
        } else if (consumer.position(place) != offset) {
            consumer.seek(place, offset);
        }
        Map<Long, Change> changes = new LinkedHashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL).records(place)) {
            Change change = change(record);
            if (change != null) {
                changes.put(record.offset(), change);
            }
        }
        return new Batch(changes, consumer.position(place));
    }

    @Override
    public void close() {
        consumer.close();
    }
}
