package org.annals.timeline.intake;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Where to read on in each partition. The database says so, not the committed offsets: one that was lost or restored is
 * brought up from the topic. Where it is ahead, a crash came before the commit, and the changes in between are published
 * again.
 */
final class Places implements ConsumerRebalanceListener {

    private final Consumer<byte[], byte[]> consumer;
    private final Intake intake;

    /** For each partition, the offset from which on nothing was dealt with. Missing: not yet compared with the database. */
    private final Map<TopicPartition, Long> next = new HashMap<>();

    Places(Consumer<byte[], byte[]> consumer, Intake intake) {
        this.consumer = consumer;
        this.intake = intake;
    }

    Set<TopicPartition> partitions() {
        return next.keySet();
    }

    /**
     * Goes to the places of partitions that are new to us.
     *
     * @return whether there are any, so that records fetched before are not the ones to go on with
     */
    boolean takeUp() {
        Set<TopicPartition> assigned = new HashSet<>(consumer.assignment());
        assigned.removeAll(partitions());
        if (assigned.isEmpty()) {
            return false;
        }
        Map<Integer, Long> stored = stored(assigned);
        var committed = consumer.committed(assigned);
        for (TopicPartition partition : assigned) {
            long place = requireNonNull(stored.get(partition.partition()));
            var offset = committed.get(partition);
            next.put(partition, Math.min(place, offset == null ? 0 : offset.offset()));
        }
        rewind();
        return true;
    }

    /** Where to read on in these partitions, by their numbers. */
    Map<Integer, Long> of(Collection<TopicPartition> partitions) {
        Map<Integer, Long> places = new HashMap<>();
        for (TopicPartition partition : partitions) {
            places.put(partition.partition(), requireNonNull(next.get(partition)));
        }
        return places;
    }

    /** Those of the records that were not dealt with. */
    List<ConsumerRecord<byte[], byte[]>> fresh(ConsumerRecords<byte[], byte[]> records) {
        List<ConsumerRecord<byte[], byte[]>> fresh = new ArrayList<>(records.count());
        for (TopicPartition partition : records.partitions()) {
            long place = requireNonNull(next.get(partition));
            for (ConsumerRecord<byte[], byte[]> consumerRecord : records.records(partition)) {
                if (consumerRecord.offset() >= place) {
                    fresh.add(consumerRecord);
                }
            }
        }
        return fresh;
    }

    void advance(Map<TopicPartition, OffsetAndMetadata> offsets) {
        offsets.forEach((partition, offset) -> next.put(partition, offset.offset()));
    }

    /** To deal again with what is at these places and after them, once the consumer is rewound. */
    void goBack(Map<Integer, Long> places) {
        next.replaceAll((partition, place) -> Math.min(place, places.getOrDefault(partition.partition(), place)));
    }

    /** Takes the consumer to the places. */
    void rewind() {
        for (TopicPartition partition : consumer.assignment()) {
            Long place = next.get(partition);
            if (place != null) {
                consumer.seek(partition, place);
            }
        }
    }

    /** To take up all partitions anew. */
    void clear() {
        next.clear();
    }

    /** While no message comes, nothing else would tell that the database was emptied or restored. */
    void compare() {
        Map<Integer, Long> stored = stored(partitions());
        next.forEach((partition, place) -> {
            long there = requireNonNull(stored.get(partition.partition()));
            if (there < place) {
                throw new PlaceLostException(partition.partition(), there, place);
            }
        });
    }

    private Map<Integer, Long> stored(Collection<TopicPartition> partitions) {
        return intake.places(partitions.stream().map(TopicPartition::partition).toList());
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        next.keySet().removeAll(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        next.keySet().removeAll(partitions);
    }
}
