// SPDX-License-Identifier: Apache-2.0
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
import org.jboss.logging.Logger;

/**
 * Where to read on in each partition. The database says so, not the committed offsets: one that was lost or restored is
 * brought up from the topic. Where it is ahead, a crash came before the commit, and the changes in between are published
 * again.
 */
final class Places implements ConsumerRebalanceListener {

    /**
     * Records to store.
     *
     * @param from for each partition, where to read them again
     * @param next for each partition, the offset to go on from and to commit
     * @param begun the epoch that begins behind the records, for partitions that have come to the end of one
     */
    record Batch(
            List<ConsumerRecord<byte[], byte[]>> records,
            Map<Integer, Long> from,
            Map<TopicPartition, OffsetAndMetadata> next,
            Map<TopicPartition, Epoch> begun) {

        boolean isEmpty() {
            return records.isEmpty();
        }

        Set<TopicPartition> partitions() {
            return next.keySet();
        }
    }

    /**
     * The epoch of what comes next in a partition.
     *
     * @param from the first offset that we meet of it
     * @param isOpen whether the epoch before is stored, in all its partitions; nothing is taken until then
     */
    record Epoch(int number, long from, boolean isOpen) {}

    private static final Logger LOG = Logger.getLogger(Places.class);

    private final Consumer<byte[], byte[]> consumer;
    private final Intake intake;
    private final PartitionStates states;

    /** For each partition, the offset from which on nothing was dealt with. Missing: not yet compared with the database. */
    private final Map<TopicPartition, Long> next = new HashMap<>();

    private final Map<TopicPartition, Epoch> epochs = new HashMap<>();

    /** Where the consumer has read more than was dealt with. */
    private final Set<TopicPartition> ahead = new HashSet<>();

    Places(Consumer<byte[], byte[]> consumer, Intake intake, PartitionStates states) {
        this.consumer = consumer;
        this.intake = intake;
        this.states = states;
    }

    Set<TopicPartition> partitions() {
        return next.keySet();
    }

    /** Those that are assigned to us, and were not taken up yet. */
    Set<TopicPartition> untaken() {
        Set<TopicPartition> untaken = new HashSet<>(consumer.assignment());
        untaken.removeAll(partitions());
        return untaken;
    }

    /**
     * Goes to the places of partitions that are new to us.
     *
     * @return whether there are any, so that records fetched before are not the ones to go on with
     */
    boolean takeUp() {
        Set<TopicPartition> untaken = untaken();
        if (untaken.isEmpty()) {
            return false;
        }
        Map<TopicPartition, StoredPlace> stored = stored(untaken);
        var committed = consumer.committed(untaken);
        stored.forEach((partition, place) -> {
            var offset = committed.get(partition);
            next.put(partition, Math.min(place.next(), offset == null ? 0 : offset.offset()));
            epochs.put(partition, new Epoch(place.epoch(), place.next(), place.isOpen()));
            states.run(partition);
        });
        rewindAll();
        return true;
    }

    /** Lets partitions go on that have waited for the others at the end of an epoch. */
    void beginEpochs() {
        Set<TopicPartition> waiting = new HashSet<>(partitions());
        waiting.removeIf(partition -> epoch(partition).isOpen());
        if (waiting.isEmpty()) {
            return;
        }
        stored(waiting).forEach((partition, place) -> {
            if (place.isOpen()) {
                Epoch epoch = epoch(partition);
                epochs.put(partition, new Epoch(epoch.number(), epoch.from(), true));
                LOG.infof(
                        "Epoch begins, all partitions have come to it [partition=%d, epoch=%d]",
                        partition.partition(), epoch.number());
            }
        });
    }

    private Epoch epoch(TopicPartition partition) {
        return requireNonNull(epochs.get(partition));
    }

    /** Takes partitions out of the next polls, or back into them, by their states and epochs. */
    void holdBack() {
        Set<TopicPartition> held = new HashSet<>(consumer.assignment());
        held.removeIf(partition -> !states.isHeldBack(partition) && !isAtEndOfEpoch(partition));
        Set<TopicPartition> free = new HashSet<>(consumer.assignment());
        free.removeAll(held);
        consumer.pause(held);
        consumer.resume(free);
    }

    private boolean isAtEndOfEpoch(TopicPartition partition) {
        Long place = next.get(partition);
        return place != null
                && !epoch(partition).isOpen()
                && place >= epoch(partition).from();
    }

    /**
     * Partitions whose records begin before our place, where the consumer never goes by itself: their log has not come as
     * far as we have.
     */
    Set<TopicPartition> reset(ConsumerRecords<byte[], byte[]> records) {
        Set<TopicPartition> reset = new HashSet<>(records.partitions());
        reset.removeIf(partition -> records.records(partition).get(0).offset() >= requireNonNull(next.get(partition)));
        return reset;
    }

    /** Those of the records that were not dealt with, in each partition up to the end of an epoch. */
    Batch take(ConsumerRecords<byte[], byte[]> records, Collection<TopicPartition> partitions) {
        Batch batch = new Batch(new ArrayList<>(records.count()), new HashMap<>(), new HashMap<>(), new HashMap<>());
        partitions.forEach(partition -> take(records.records(partition), partition, batch));
        return batch;
    }

    private void take(List<ConsumerRecord<byte[], byte[]>> records, TopicPartition partition, Batch batch) {
        long place = requireNonNull(next.get(partition));
        Epoch epoch = epoch(partition);
        for (ConsumerRecord<byte[], byte[]> consumerRecord : records) {
            long offset = consumerRecord.offset();
            if (offset < place) {
                continue;
            }
            if (offset >= epoch.from() && !epoch.isOpen()) {
                leave(Set.of(partition));
                return;
            }
            if (offset >= epoch.from() && EpochMarker.isLate(consumerRecord, epoch.number())) {
                LOG.warnf(
                        "Record passed over, it was sent in an epoch that had ended and was not acknowledged"
                                + " [partition=%d, offset=%d]",
                        partition.partition(), offset);
                continue;
            }
            batch.records().add(consumerRecord);
            batch.from().put(partition.partition(), place);
            // What follows the last record, such as the end of a transaction, is no place that the database knows.
            batch.next().put(partition, new OffsetAndMetadata(offset + 1));
            EpochMarker marker = EpochMarker.of(consumerRecord);
            if (marker != null && marker.epoch() > epoch.number()) {
                batch.begun().put(partition, new Epoch(marker.epoch(), offset + 1, false));
                leave(Set.of(partition));
                return;
            }
        }
    }

    void advance(Batch batch) {
        batch.next().forEach((partition, offset) -> next.put(partition, offset.offset()));
        epochs.putAll(batch.begun());
    }

    /** To deal again with the batch and what comes after it, once the consumer is rewound. */
    void goBack(Batch batch) {
        for (TopicPartition partition : batch.partitions()) {
            long from = requireNonNull(batch.from().get(partition.partition()));
            next.computeIfPresent(partition, (same, place) -> Math.min(place, from));
        }
        leave(batch.partitions());
    }

    /** To read again from our places in these partitions, once the consumer is rewound. */
    void leave(Collection<TopicPartition> partitions) {
        ahead.addAll(partitions);
    }

    /** Takes the consumer back to the places where it has read more than was dealt with. */
    void rewind() {
        for (TopicPartition partition : consumer.assignment()) {
            Long place = next.get(partition);
            if (place != null && ahead.contains(partition)) {
                consumer.seek(partition, place);
            }
        }
        ahead.clear();
    }

    /** Takes the consumer to all places. */
    void rewindAll() {
        leave(partitions());
        rewind();
    }

    /** To take up all partitions anew. */
    void clear() {
        next.clear();
    }

    /** While no message comes, nothing else would tell that the database was emptied or restored. */
    void compare() {
        stored().forEach((partition, place) -> {
            long here = requireNonNull(next.get(partition));
            if (place.next() < here) {
                throw new PlaceLostException(partition.partition(), place.next(), here);
            }
        });
    }

    /** How far our partitions are stored. */
    Map<TopicPartition, StoredPlace> stored() {
        return stored(partitions());
    }

    private Map<TopicPartition, StoredPlace> stored(Collection<TopicPartition> partitions) {
        Map<Integer, StoredPlace> places =
                intake.places(partitions.stream().map(TopicPartition::partition).toList());
        Map<TopicPartition, StoredPlace> stored = new HashMap<>();
        partitions.forEach(partition -> stored.put(partition, requireNonNull(places.get(partition.partition()))));
        return stored;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        next.keySet().removeAll(partitions);
        states.forget(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        next.keySet().removeAll(partitions);
        states.forget(partitions);
    }
}
