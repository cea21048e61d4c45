// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.annals.timeline.intake.StoredPlace.LastRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Compares what is stored with the log. A log can lose its tail, by a power cut or an unclean election of a leader, after
 * the database has stored it for good; what is appended then has offsets that seem to be stored already.
 */
final class LogCheck implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int FETCH_BYTES = 64 * 1024;

    private final KafkaConsumer<byte[], byte[]> consumer;

    /**
     * Makes a consumer beside the one of the group.
     *
     * @param connection settings of the broker
     */
    LogCheck(Map<String, Object> connection) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /**
     * Says for each partition how its log differs from what is stored of it; nothing for those whose log does not.
     *
     * @throws TimeoutException where the broker does not answer in time
     */
    Map<TopicPartition, String> differences(Map<TopicPartition, StoredPlace> places) {
        // Else the client warns of the end of each partition that it learns.
        consumer.assign(places.keySet());
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(places.keySet(), LIMIT);
        Map<TopicPartition, Long> ends = consumer.endOffsets(places.keySet(), LIMIT);
        Map<TopicPartition, String> differences = new HashMap<>();
        Map<TopicPartition, LastRecord> lasts = new HashMap<>();
        places.forEach((partition, place) -> {
            long end = requireNonNull(ends.get(partition));
            LastRecord last = place.last();
            if (end < place.next()) {
                differences.put(
                        partition,
                        "The log ends at offset " + end + ", but what was before offset " + place.next()
                                + " is stored. It lost its tail, or is another log.");
            } else if (last != null && last.offset() >= requireNonNull(starts.get(partition))) {
                lasts.put(partition, last);
            }
        });
        if (!lasts.isEmpty()) {
            compare(lasts, differences);
        }
        return differences;
    }

    private void compare(Map<TopicPartition, LastRecord> lasts, Map<TopicPartition, String> differences) {
        try {
            consumer.assign(lasts.keySet());
            lasts.forEach((partition, last) -> consumer.seek(partition, last.offset()));
            Set<TopicPartition> unread = new HashSet<>(lasts.keySet());
            long began = System.nanoTime();
            while (!unread.isEmpty()) {
                if (System.nanoTime() - began > LIMIT.toNanos()) {
                    throw new TimeoutException("The records stored last could not be read [partitions=" + unread + "]");
                }
                ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
                for (TopicPartition partition : List.copyOf(unread)) {
                    LastRecord last = requireNonNull(lasts.get(partition));
                    List<ConsumerRecord<byte[], byte[]>> found = records.records(partition);
                    if (found.isEmpty() && consumer.position(partition) <= last.offset()) {
                        continue;
                    }
                    unread.remove(partition);
                    consumer.pause(List.of(partition));
                    if (found.isEmpty() || !isSame(found.get(0), last)) {
                        differences.put(
                                partition,
                                "The record at offset " + last.offset() + " is not the one that was stored from there."
                                        + " The log lost its tail and grew again, or is another log.");
                    }
                }
            }
        } finally {
            consumer.unsubscribe();
        }
    }

    private static boolean isSame(ConsumerRecord<byte[], byte[]> found, LastRecord last) {
        return found.offset() == last.offset() && RecordDigest.of(found).equals(last.digest());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
