// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.annals.notification.delivery.ToldStore;
import org.annals.notification.subscription.CatchUps;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.Subscriptions;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What has to be known before a record can begin: who has to catch up in its partition, how far its timeline is, and
 * who was told of its event. Only the database knows; while it can't say, nothing begins.
 */
final class Knowledge {

    private static final Logger LOG = Logger.getLogger(Knowledge.class);

    private interface Question {
        void ask();
    }

    private final Arrivals arrivals;
    private final Settlement settlement;
    private final Subscriptions subscriptions;
    private final CatchUps catchUps;
    private final TimelinePositionStore positions;
    private final ChangeConfig config;
    private final Memory memory;
    private @Nullable Long failedNanos;

    Knowledge(
            Arrivals arrivals,
            Settlement settlement,
            Subscriptions subscriptions,
            CatchUps catchUps,
            TimelinePositionStore positions,
            ToldStore told,
            ChangeConfig config) {
        this.arrivals = arrivals;
        this.settlement = settlement;
        this.subscriptions = subscriptions;
        this.catchUps = catchUps;
        this.positions = positions;
        this.config = config;
        this.memory = new Memory(told);
    }

    /** Whether the database has just not been able to say something, and is not asked again yet. */
    boolean isMissing() {
        Long failed = failedNanos;
        return failed != null
                && System.nanoTime() - failed < config.retryPause().toNanos();
    }

    /** Learns what is new about all that has arrived; false while that can't be. */
    boolean prepare() {
        if (!ownPartitions() || !learnPositions()) {
            return false;
        }
        meetThoseThatCatchUp();
        if (arrivals.isEmpty() || memory.isFull()) {
            memory.clear();
        }
        return true;
    }

    /** Learns what is new about the next that is to begin; false while that can't be. */
    boolean prepare(Arrivals.Arrival arrival) {
        meetThoseThatCatchUp(arrival.partition(), arrival.offset());
        Change change = arrival.change();
        return change == null
                || !change.revises()
                || memory.knows(change.message().eventId())
                || learnWhoWasTold();
    }

    Memory memory() {
        return memory;
    }

    private boolean ownPartitions() {
        List<TopicPartition> unknown = arrivals.partitions().stream()
                .filter(partition -> !catchUps.owns(partition.partition()))
                .toList();
        return unknown.isEmpty()
                || ask(
                        "who has to catch up",
                        () -> unknown.forEach(partition -> subscriptions.own(partition.partition())));
    }

    private boolean learnPositions() {
        forgetPositions();
        Map<String, Progress> unknown = new HashMap<>();
        for (Arrivals.Arrival arrival : arrivals.fresh()) {
            Position position = arrival.position();
            if (position != null) {
                String timeline = position.timeline();
                Progress progress = settlement.progress(arrival.partition());
                if (!progress.knows(timeline)) {
                    unknown.put(timeline, progress);
                }
            }
        }
        if (!unknown.isEmpty() && !ask("how far timelines are", () -> learnPositions(unknown))) {
            return false;
        }
        arrivals.fresh().clear();
        return true;
    }

    /** Before others are learned: what has been polled and not begun is still asked for. */
    private void forgetPositions() {
        for (TopicPartition partition : arrivals.partitions()) {
            Progress progress = settlement.progress(partition);
            if (progress.isFull(config.maxPositions())) {
                Set<String> timelines = new HashSet<>();
                arrivals.all()
                        .filter(arrival -> arrival.partition().equals(partition))
                        .map(Arrivals.Arrival::position)
                        .forEach(position -> {
                            if (position != null) {
                                timelines.add(position.timeline());
                            }
                        });
                progress.keepOnly(timelines);
            }
        }
    }

    private void learnPositions(Map<String, Progress> unknown) {
        Map<String, Long> known = positions.of(unknown.keySet());
        unknown.forEach((timeline, progress) -> progress.learn(timeline, known.getOrDefault(timeline, 0L)));
    }

    private boolean learnWhoWasTold() {
        Set<UUID> events = arrivals.all()
                .map(Arrivals.Arrival::change)
                .filter(next -> next != null && next.revises())
                .map(next -> next.message().eventId())
                .filter(event -> !memory.knows(event))
                .collect(Collectors.toSet());
        // Before the database is asked: what is stored meanwhile is then found twice, and not never.
        List<Flight> unstored = settlement.flights();
        return ask("who was told of what changes", () -> {
            memory.learn(events);
            unstored.forEach(flight -> flight.tell(memory));
        });
    }

    /** In partitions where nothing comes, too. */
    private void meetThoseThatCatchUp() {
        for (TopicPartition partition : arrivals.partitions()) {
            if (catchUps.waits(partition.partition())) {
                Long next = arrivals.nextOffset(partition);
                if (next != null) {
                    meetThoseThatCatchUp(partition, next);
                }
            }
        }
    }

    private void meetThoseThatCatchUp(TopicPartition partition, long offset) {
        if (catchUps.meet(partition.partition(), offset, this::isActive)) {
            // What they were told is in the database, and came there without our knowing.
            memory.clear();
        }
    }

    private boolean isActive(UUID subscription) {
        Subscription known = subscriptions.find(subscription);
        return known != null && known.isActive();
    }

    /** False when the database can't say, or has just not been able to. */
    private boolean ask(String what, Question question) {
        if (isMissing()) {
            return false;
        }
        try {
            question.ask();
            failedNanos = null;
            return true;
        } catch (RuntimeException e) {
            LOG.warnf("The database does not say %s, trying again [reason=%s]", what, e);
            failedNanos = System.nanoTime();
            return false;
        }
    }
}
