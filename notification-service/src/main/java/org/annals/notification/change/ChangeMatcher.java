// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.annals.notification.access.Viewer;
import org.annals.notification.delivery.Message;
import org.annals.notification.subscription.CatchUp;
import org.annals.notification.subscription.CatchUps;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.Subscriptions;
import org.annals.notification.timeline.Visibility;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/** Decides who is told about a record. */
@ApplicationScoped
class ChangeMatcher {

    private static final Logger LOG = Logger.getLogger(ChangeMatcher.class);

    private final Subscriptions subscriptions;
    private final CatchUps catchUps;
    private final Visibility visibility;
    private final Counter read;
    private final Counter repeated;
    private final Counter unreadable;

    ChangeMatcher(Subscriptions subscriptions, CatchUps catchUps, Visibility visibility, MeterRegistry registry) {
        this.visibility = visibility;
        this.subscriptions = subscriptions;
        this.catchUps = catchUps;
        this.read = registry.counter("annals.changes.read");
        this.repeated = registry.counter("annals.changes.repeated");
        this.unreadable = registry.counter("annals.changes.unreadable");
    }

    /** Without a change for a record that is none. */
    Arrivals.Arrival read(ConsumerRecord<byte[], byte[]> record) {
        read.increment();
        TopicPartition partition = new TopicPartition(record.topic(), record.partition());
        try {
            Change change = Change.read(record);
            return new Arrivals.Arrival(partition, record.offset(), change, change.position());
        } catch (UnreadableChangeException e) {
            // It will not become readable by waiting, and everything else stands behind it.
            unreadable.increment();
            LOG.errorf(
                    "Record skipped, it is no change [topic=%s, partition=%d, offset=%d, reason=%s]",
                    record.topic(), record.partition(), record.offset(), e.getMessage());
            return new Arrivals.Arrival(partition, record.offset(), null, e.position());
        }
    }

    /** Whether a change was dealt with before; who was not live then is left to its catch-up. */
    boolean isRepeated(int partition, long offset, Position position, Progress progress) {
        if (!progress.hasSeen(position)) {
            return false;
        }
        repeated.increment();
        catchUps.passOver(partition, offset);
        return true;
    }

    /**
     * Whom to tell of a change as it comes: those that ask for it, and those that were told of its event before,
     * whatever they ask for. Those that have yet to catch up are told by the catch-up.
     */
    List<Subscription> subscribers(int partition, long offset, Change change, Set<UUID> told) {
        Map<UUID, Subscription> found = new LinkedHashMap<>();
        for (Subscription subscription : subscriptions.matching(change.facts())) {
            if (hasStarted(subscription, change)) {
                found.put(subscription.id(), subscription);
            }
        }
        for (UUID id : told) {
            Subscription subscription = subscriptions.find(id);
            if (subscription != null && subscription.isActive()) {
                found.put(id, subscription);
            }
        }
        return found.values().stream()
                .filter(subscription -> sees(subscription.grant().viewer(), change))
                .filter(subscription -> catchUps.isLive(partition, offset, subscription.id()))
                .toList();
    }

    /**
     * Whether a past record is one that a catch-up has to deliver.
     *
     * @param told who was told of its event before, and with which sequence
     */
    boolean isFor(Subscription subscription, CatchUp catchUp, long offset, Change change, Map<UUID, Long> told) {
        if (offset < catchUp.next() || !sees(subscription.grant().viewer(), change)) {
            return false;
        }
        Long last = told.get(subscription.id());
        if (isInRange(catchUp, offset, change)) {
            return last != null
                    || ((catchUp.isReplay() || hasStarted(subscription, change))
                            && subscriptions.wants(subscription, change.facts()));
        }
        // After a range, only what revises something in it, and came before that was told.
        return catchUp.isReplay() && last != null && last < change.message().sequence();
    }

    /** Whether it is what was asked for. */
    boolean isInRange(CatchUp catchUp, long offset, Change change) {
        Message message = change.message();
        Long until = catchUp.until();
        return (until == null || offset < until)
                && catchUp.range().contains(message.timeline(), message.sequence(), message.recorded());
    }

    private static boolean hasStarted(Subscription subscription, Change change) {
        return subscription.hasStarted(
                change.message().sequence(), change.message().recorded());
    }

    /** Whether it is known yet who may be told of what. */
    boolean isReady() {
        return visibility.isKnown();
    }

    /** Whether somebody may be told of a change, whatever they ask for, and whatever they were told before. */
    boolean sees(Viewer viewer, Change change) {
        return visibility.isFor(
                viewer, change.message().timeline(), change.message().sequence(), change::storedAsPrivate);
    }
}
