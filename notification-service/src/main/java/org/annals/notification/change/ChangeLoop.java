// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.annals.notification.delivery.Dispatcher;
import org.annals.notification.subscription.Subscription;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What the consumer's thread does in turns: poll, begin, store, acknowledge. Nothing here waits for a receiver, and
 * polling goes on whatever else stands still, so that the broker never takes us for dead.
 */
final class ChangeLoop implements ConsumerRebalanceListener {

    private static final Duration IDLE_POLL = Duration.ofMillis(250);

    /** While attempts are on their way. */
    private static final Duration BUSY_POLL = Duration.ofMillis(5);

    /** While changes wait for room. */
    private static final Duration CROWDED_POLL = Duration.ofMillis(1);

    private static final Logger LOG = Logger.getLogger(ChangeLoop.class);

    private final Arrivals arrivals;
    private final Knowledge knowledge;
    private final GapResolver gaps;
    private final Settlement settlement;
    private final ChangeMatcher matcher;
    private final Dispatcher dispatcher;
    private final ChangeConfig config;
    private @Nullable Flight starting;

    ChangeLoop(
            Arrivals arrivals,
            Knowledge knowledge,
            GapResolver gaps,
            Settlement settlement,
            ChangeMatcher matcher,
            Dispatcher dispatcher,
            ChangeConfig config) {
        this.arrivals = arrivals;
        this.knowledge = knowledge;
        this.gaps = gaps;
        this.settlement = settlement;
        this.matcher = matcher;
        this.dispatcher = dispatcher;
        this.config = config;
    }

    void turn() {
        arrivals.poll(pollTimeout());
        dispatcher.sweep();
        if (gaps.prepare() && knowledge.prepare()) {
            begin();
        } else {
            finishStarting();
        }
        // What was polled and finds no room is enough: no more until it does.
        arrivals.let(!isCrowded());
        settlement.store();
        settlement.commitNowAndThen();
    }

    /** Stores and acknowledges what has begun, within the time to stop. */
    void finish() {
        long end = System.nanoTime() + config.stopTimeout().toNanos();
        while (!isIdle() && System.nanoTime() < end) {
            dispatcher.sweep();
            finishStarting();
            settlement.store();
            LockSupport.parkNanos(BUSY_POLL.toNanos());
        }
        settlement.commitAll();
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        LOG.infof("Partitions assigned [partitions=%s]", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        LOG.infof("Partitions revoked [partitions=%s]", partitions);
        settlement.commit(partitions);
        drop(partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        LOG.warnf("Partitions lost [partitions=%s]", partitions);
        drop(partitions);
    }

    private void drop(Collection<TopicPartition> partitions) {
        Flight flight = starting;
        if (flight != null
                && partitions.stream()
                        .anyMatch(partition -> settlement.progress(partition).has(flight))) {
            starting = null;
        }
        arrivals.drop(partitions);
        gaps.drop(partitions);
        settlement.drop(partitions);
    }

    private Duration pollTimeout() {
        if (knowledge.isMissing() || isIdle()) {
            return IDLE_POLL;
        }
        return isCrowded() ? CROWDED_POLL : BUSY_POLL;
    }

    private boolean isCrowded() {
        return starting != null || !arrivals.isEmpty();
    }

    private boolean isIdle() {
        return starting == null && settlement.isEmpty();
    }

    private void begin() {
        if (!matcher.isReady()) {
            return;
        }
        while (finishStarting()) {
            Arrivals.Arrival arrival = arrivals.first();
            if (arrival == null || settlement.isFull() || !knowledge.prepare(arrival)) {
                return;
            }
            arrivals.removeFirst();
            Progress progress = settlement.progress(arrival.partition());
            Flight flight = flight(arrival, progress);
            progress.begin(flight);
            starting = flight;
        }
    }

    private Flight flight(Arrivals.Arrival arrival, Progress progress) {
        Change change = arrival.change();
        Position position = arrival.position();
        int partition = arrival.partition().partition();
        if (position == null || matcher.isRepeated(partition, arrival.offset(), position, progress)) {
            return Flight.empty(arrival.offset());
        }
        if (progress.isAhead(position)) {
            return Flight.held(arrival.offset(), position);
        }
        if (change == null) {
            return Flight.unreadable(arrival.offset(), position);
        }
        Memory memory = knowledge.memory();
        Set<UUID> told = memory.told(change.message().eventId()).keySet();
        List<Subscription> subscribers = matcher.subscribers(partition, arrival.offset(), change, told);
        Revision before = memory.before(change);
        memory.keep(change, subscribers.stream().map(Subscription::id).toList());
        Change described = before == null ? change : change.since(before);
        return Flight.of(arrival.offset(), described, subscribers);
    }

    /** False while there is no room for all attempts of the flight that is starting. */
    private boolean finishStarting() {
        if (starting != null && !starting.start(dispatcher)) {
            return false;
        }
        starting = null;
        return true;
    }
}
