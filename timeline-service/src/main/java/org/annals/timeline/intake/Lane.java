// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Records of some partitions, which are stored one part after the other, beside those of other partitions.
 *
 * @param fetchedFrom for each of the partitions, the offset from which on nothing was left out
 */
record Lane(List<ConsumerRecord<byte[], byte[]>> records, Map<Integer, Long> fetchedFrom) {

    /** At most so many lanes of about the same length, none of them empty unless there is nothing at all. */
    static List<Lane> of(List<ConsumerRecord<byte[], byte[]>> records, Map<Integer, Long> fetchedFrom, int most) {
        Map<Integer, List<ConsumerRecord<byte[], byte[]>>> byPartition = new HashMap<>();
        records.forEach(one -> byPartition
                .computeIfAbsent(one.partition(), partition -> new ArrayList<>())
                .add(one));
        List<Lane> lanes = new ArrayList<>();
        for (int i = 0; i < Math.max(1, Math.min(most, byPartition.size())); i++) {
            lanes.add(new Lane(new ArrayList<>(), new HashMap<>()));
        }
        byPartition.entrySet().stream()
                .sorted(Comparator.comparingInt(
                        partition -> -partition.getValue().size()))
                .forEach(partition -> {
                    Lane shortest = lanes.stream()
                            .min(Comparator.comparingInt(lane -> lane.records.size()))
                            .orElseThrow();
                    shortest.records.addAll(partition.getValue());
                    shortest.fetchedFrom.put(partition.getKey(), requireNonNull(fetchedFrom.get(partition.getKey())));
                });
        return lanes;
    }

    List<ConsumerRecord<byte[], byte[]>> part(int start, int size) {
        return start >= records.size() ? List.of() : records.subList(start, Math.min(start + size, records.size()));
    }
}
