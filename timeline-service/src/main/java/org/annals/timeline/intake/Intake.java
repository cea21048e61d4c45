// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.annals.timeline.change.Change;
import org.annals.timeline.change.ChangeStore;
import org.annals.timeline.change.Kind;
import org.annals.timeline.event.EventStore;
import org.annals.timeline.event.RevisionStore;
import org.annals.timeline.rejection.Rejection;
import org.annals.timeline.rejection.RejectionPublisher;
import org.annals.timeline.rejection.RejectionStore;
import org.annals.timeline.story.DescriptionPublisher;
import org.annals.timeline.story.TimelineStore;
import org.apache.kafka.common.errors.InterruptException;
import org.hibernate.Session;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Stores batches of messages, each in one transaction with its place in the topic. What is stored already is found, not
 * stored again, so that a batch may come as often as crashes make it come.
 */
@ApplicationScoped
class Intake {

    private static final Logger LOG = Logger.getLogger(Intake.class);

    private final Session session;
    private final PlaceStore places;
    private final TimelineStore timelines;
    private final EventStore events;
    private final RevisionStore revisions;
    private final ChangeStore changes;
    private final WaitingStore waiting;
    private final RejectionStore rejections;
    private final RejectionPublisher rejectionPublisher;
    private final DescriptionPublisher descriptionPublisher;
    private final IntakeConfig config;
    private final AtomicLong waitingCount;

    Intake(
            Session session,
            PlaceStore places,
            TimelineStore timelines,
            EventStore events,
            RevisionStore revisions,
            ChangeStore changes,
            WaitingStore waiting,
            RejectionStore rejections,
            RejectionPublisher rejectionPublisher,
            DescriptionPublisher descriptionPublisher,
            IntakeConfig config,
            MeterRegistry registry) {
        this.session = session;
        this.places = places;
        this.timelines = timelines;
        this.events = events;
        this.revisions = revisions;
        this.changes = changes;
        this.waiting = waiting;
        this.rejections = rejections;
        this.rejectionPublisher = rejectionPublisher;
        this.descriptionPublisher = descriptionPublisher;
        this.config = config;
        this.waitingCount = requireNonNull(registry.gauge("annals.messages.waiting", new AtomicLong()));
    }

    /** How far each of the partitions is stored. */
    Map<Integer, StoredPlace> places(Collection<Integer> partitions) {
        return inTransaction(connection -> places.read(connection, partitions));
    }

    /**
     * Stores those messages that are not stored yet.
     *
     * @param fetchedFrom for each partition, the offset from which on nothing was left out
     * @return what the messages changed, now or when they were first stored, in the order to publish it
     * @throws PlaceLostException where the database has not come as far as {@code fetchedFrom}
     */
    List<Change> store(List<Message> messages, Map<Integer, Long> fetchedFrom) {
        try {
            return inTransaction(connection -> store(connection, messages, fetchedFrom, null));
        } catch (RuntimeException e) {
            if (!Refusal.isRefusal(e)) {
                throw e;
            }
            LOG.infof(
                    "Batch refused, storing its messages one by one [records=%d, reason=%s]",
                    messages.size(), Refusal.reason(e));
            return storeOneByOne(messages, fetchedFrom);
        }
    }

    /** Returns timelines with a revision that is pending since before the given time, at most so many. */
    List<String> overdueTimelines(Collection<Integer> partitions, Instant before, int limit) {
        return inTransaction(connection -> waiting.overdueTimelines(connection, partitions, before, limit));
    }

    /** Finds the message that the database, the driver or the next topic refuses, and rejects that one alone. */
    private List<Change> storeOneByOne(List<Message> messages, Map<Integer, Long> fetchedFrom) {
        List<Change> stored = new ArrayList<>();
        for (Message message : messages) {
            List<Message> single = List.of(message);
            Map<Integer, Long> from = Map.of(
                    message.position().partition(),
                    Math.min(
                            message.position().offset(),
                            requireNonNull(fetchedFrom.get(message.position().partition()))));
            try {
                stored.addAll(inTransaction(connection -> store(connection, single, from, null)));
            } catch (RuntimeException e) {
                if (!Refusal.isRefusal(e)) {
                    throw e;
                }
                LOG.errorf(
                        Refusal.fault(e),
                        "Message can't be stored [partition=%d, offset=%d, reason=%s]",
                        message.position().partition(),
                        message.position().offset(),
                        Refusal.reason(e));
                stored.addAll(inTransaction(connection -> store(connection, single, from, Refusal.reason(e))));
            }
        }
        return stored;
    }

    /**
     * Stores what is fresh of the messages, or rejects it.
     *
     * @param refusal null to store; else why all these messages are rejected instead
     */
    private List<Change> store(
            Connection connection, List<Message> messages, Map<Integer, Long> fetchedFrom, @Nullable String refusal)
            throws SQLException, InterruptedException {
        Map<Integer, Long> stored = places.lock(connection, fetchedFrom.keySet());
        fetchedFrom.forEach((partition, from) -> {
            long place = requireNonNull(stored.get(partition));
            if (place < from) {
                throw new PlaceLostException(partition, place, from);
            }
        });
        List<Message> fresh = messages.stream()
                .filter(message -> message.position().offset()
                        >= requireNonNull(stored.get(message.position().partition())))
                .toList();
        List<Change> result = storedBefore(messages, stored);
        if (!result.isEmpty()) {
            Set<String> hidden = timelines.privateOnes(
                    connection, result.stream().map(Change::timeline).distinct().toList());
            result.stream().filter(change -> hidden.contains(change.timeline())).forEach(Change::inPrivate);
        }
        if (fresh.isEmpty()) {
            return result;
        }
        places.requireOpen(connection, fresh);
        if (refusal == null) {
            Ledger ledger = enter(connection, fresh);
            write(connection, ledger);
            result.addAll(ledger.changes());
        } else {
            reject(
                    connection,
                    fresh.stream()
                            .map(message -> message.rejected("unstorable", refusal))
                            .toList());
        }
        places.move(connection, fresh);
        return result;
    }

    /** A crash may have come between storing and publishing: what is stored already is published again. */
    private List<Change> storedBefore(List<Message> messages, Map<Integer, Long> places) {
        Map<Integer, List<Long>> offsets = new HashMap<>();
        for (Message message : messages) {
            Position position = message.position();
            if (position.offset() < requireNonNull(places.get(position.partition()))) {
                offsets.computeIfAbsent(position.partition(), partition -> new ArrayList<>())
                        .add(position.offset());
            }
        }
        List<Change> stored = new ArrayList<>();
        offsets.forEach((partition, those) ->
                stored.addAll(changes.causedBy(partition, those.get(0), those.get(those.size() - 1))));
        return stored;
    }

    private Ledger enter(Connection connection, List<Message> messages) throws SQLException {
        Set<String> names = new HashSet<>();
        Set<UUID> eventIds = new HashSet<>();
        Set<UUID> revisedIds = new HashSet<>();
        Set<UUID> messageIds = new HashSet<>();
        Instant latest = Instant.MIN;
        for (Message message : messages) {
            if (message.position().recorded().isAfter(latest)) {
                latest = message.position().recorded();
            }
            if (message instanceof Message.Revision revision) {
                names.add(revision.timeline());
                eventIds.add(revision.eventId());
                if (revision.kind() != Kind.EVENT) {
                    revisedIds.add(revision.eventId());
                }
                messageIds.add(revision.messageId());
            } else if (message instanceof Message.Description description) {
                names.add(description.timeline());
            } else if (message instanceof Message.Tick tick) {
                names.add(tick.timeline());
            }
        }
        Ledger ledger = new Ledger(
                new Ledger.Known(
                        timelines.lock(connection, names),
                        revisedIds.isEmpty() ? List.of() : events.byIds(connection, revisedIds),
                        changes.digests(connection, messageIds),
                        waiting.concerned(
                                connection, eventIds, messageIds, names, latest.minus(config.waitingLimit()))),
                config.waitingLimit(),
                config.waitingPerEvent());
        messages.forEach(ledger::enter);
        return ledger;
    }

    private void write(Connection connection, Ledger ledger) throws SQLException, InterruptedException {
        if (!ledger.changes().isEmpty()) {
            changes.append(connection, ledger.changes());
            revisions.append(connection, ledger.revisions());
        }
        if (!ledger.changedTimelines().isEmpty()) {
            timelines.save(connection, ledger.changedTimelines());
        }
        if (!ledger.descriptions().isEmpty()) {
            // Before the commit, as rejections: who may see what must not be missing from the topic.
            descriptionPublisher.publish(ledger.descriptions());
        }
        if (!ledger.endedWaiting().isEmpty()) {
            // Before others are added: one that was rejected may have come again.
            waiting.remove(connection, ledger.endedWaiting());
        }
        if (!ledger.startedWaiting().isEmpty()) {
            waiting.add(connection, ledger.startedWaiting());
        }
        if (!ledger.startedWaiting().isEmpty() || !ledger.endedWaiting().isEmpty()) {
            waitingCount.set(waiting.count(connection));
        }
        reject(connection, ledger.rejections());
    }

    /** Published before the commit: a rejection may be repeated, but is never missing from the topic. */
    private void reject(Connection connection, List<Rejection> rejected) throws SQLException, InterruptedException {
        if (rejected.isEmpty()) {
            return;
        }
        rejections.append(connection, rejected);
        rejectionPublisher.publish(rejected);
    }

    private <T> T inTransaction(Work<T> work) {
        return QuarkusTransaction.requiringNew()
                .call(() -> session.doReturningWork(connection -> {
                    try {
                        return work.apply(connection);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                        throw new InterruptException(e);
                    } catch (RuntimeException e) {
                        throw Refusal.classified(e);
                    }
                }));
    }

    private interface Work<T> {
        T apply(Connection connection) throws SQLException, InterruptedException;
    }
}
