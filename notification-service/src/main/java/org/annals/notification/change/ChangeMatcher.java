package org.annals.notification.change;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import org.annals.notification.delivery.Message;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.Subscriptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Decides who is told about a record. */
@ApplicationScoped
class ChangeMatcher {

    private static final Logger LOG = Logger.getLogger(ChangeMatcher.class);

    private final Subscriptions subscriptions;
    private final ChangeConfig config;
    private final Counter read;
    private final Counter repeated;
    private final Counter unreadable;

    ChangeMatcher(Subscriptions subscriptions, MeterRegistry registry, ChangeConfig config) {
        this.subscriptions = subscriptions;
        this.config = config;
        this.read = registry.counter("annals.changes.read");
        this.repeated = registry.counter("annals.changes.repeated");
        this.unreadable = registry.counter("annals.changes.unreadable");
    }

    /** Null for a record that is no change. */
    @Nullable
    Change read(ConsumerRecord<byte[], byte[]> record) {
        read.increment();
        try {
            return Change.read(record);
        } catch (UnreadableChangeException e) {
            // It will not become readable by waiting, and everything else stands behind it.
            unreadable.increment();
            LOG.errorf(
                    "Record skipped, it is no change [topic=%s, partition=%d, offset=%d, reason=%s]",
                    record.topic(), record.partition(), record.offset(), e.getMessage());
            return null;
        }
    }

    /** What to do about a record: nothing, when it is no change or was seen before. */
    Flight flight(long offset, @Nullable Change change, Progress progress) {
        if (change == null) {
            return Flight.empty(offset);
        }
        if (progress.hasSeen(change.message())) {
            repeated.increment();
            return Flight.empty(offset);
        }
        return Flight.of(offset, change.message(), subscribers(change));
    }

    private List<Subscription> subscribers(Change change) {
        Message message = change.message();
        Instant latest = message.recorded().plus(config.clockTolerance());
        return subscriptions.matching(change.facts()).stream()
                .filter(subscription -> !subscription.created().isAfter(latest))
                .toList();
    }
}
