// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Records that were polled and have not begun, each partition's in its order. */
final class Arrivals {

    /**
     * A record.
     *
     * @param change null when it is none
     * @param position what it says of its place in its timeline, also when it is no change; null when it does not
     */
    record Arrival(
            TopicPartition partition,
            long offset,
            @Nullable Change change,
            @Nullable Position position) {}

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ChangeMatcher matcher;
    private final Deque<Arrival> waiting = new ArrayDeque<>();
    private final List<Arrival> fresh = new ArrayList<>();

    Arrivals(KafkaConsumer<byte[], byte[]> consumer, ChangeMatcher matcher) {
        this.consumer = consumer;
        this.matcher = matcher;
    }

    void poll(Duration timeout) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(timeout)) {
            Arrival arrival = matcher.read(record);
            waiting.add(arrival);
            fresh.add(arrival);
        }
    }

    /** Whether polling brings more; it must go on in any case, so that the broker does not take us for dead. */
    void let(boolean more) {
        if (more) {
            consumer.resume(consumer.paused());
        } else {
            consumer.pause(consumer.assignment());
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** The next; null when there is none. */
    @Nullable
    Arrival first() {
        return waiting.peek();
    }

    void removeFirst() {
        waiting.remove();
    }

    Stream<Arrival> all() {
        return waiting.stream();
    }

    /** Those that came since this was emptied. */
    List<Arrival> fresh() {
        return fresh;
    }

    /** Has the next poll begin at an offset again, in one partition. */
    void rewind(TopicPartition partition, long offset) {
        drop(List.of(partition));
        consumer.seek(partition, offset);
    }

    void drop(Collection<TopicPartition> partitions) {
        fresh.removeIf(arrival -> partitions.contains(arrival.partition()));
        waiting.removeIf(arrival -> partitions.contains(arrival.partition()));
    }

    /** The partitions that are read here. */
    Set<TopicPartition> partitions() {
        return consumer.assignment();
    }

    /** Whether nothing is left that was in the topic when the broker was last asked. */
    boolean isAtEnd(TopicPartition partition) {
        return consumer.currentLag(partition).orElse(Long.MAX_VALUE) == 0
                && waiting.stream().noneMatch(arrival -> arrival.partition().equals(partition));
    }

    /** Of the first record that has not begun, whether it has come or not; null while the broker has not said. */
    @Nullable
    Long nextOffset(TopicPartition partition) {
        for (Arrival arrival : waiting) {
            if (arrival.partition().equals(partition)) {
                return arrival.offset();
            }
        }
        try {
            return consumer.position(partition, Duration.ZERO);
        } catch (TimeoutException e) {
            return null;
        }
    }
}
