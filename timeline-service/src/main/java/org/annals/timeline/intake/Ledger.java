// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.timeline.change.Change;
import org.annals.timeline.change.Envelope;
import org.annals.timeline.change.Kind;
import org.annals.timeline.event.Event;
import org.annals.timeline.event.Occurred;
import org.annals.timeline.event.Revision;
import org.annals.timeline.rejection.Rejection;
import org.annals.timeline.story.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * Works out what messages change, one after the other in the order of their partition. It looks at nothing but the
 * messages and what was stored before, never at a clock, so that the same topic always gives the same ledger.
 */
final class Ledger {

    /**
     * What the tables hold about the messages to come.
     *
     * @param digests of the stored messages, by message id
     * @param waiting the pending revisions that the messages can touch, in the order in which they came
     */
    record Known(
            Collection<Timeline> timelines,
            Collection<Event> events,
            Map<UUID, String> digests,
            Collection<Message.Revision> waiting) {}

    private final Duration waitingLimit;
    private final int waitingPerEvent;

    private final Map<String, Timeline> timelines = new HashMap<>();
    private final Map<UUID, Event> events = new HashMap<>();
    private final Map<UUID, String> digests;
    /** By timeline and message id, in the order in which they came. */
    private final Map<String, Map<UUID, Message.Revision>> waiting = new HashMap<>();

    private final Map<String, Timeline> changedTimelines = new LinkedHashMap<>();
    private final Map<String, Timeline> descriptions = new LinkedHashMap<>();
    private final List<Revision> revisions = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private final Map<UUID, Message.Revision> startedWaiting = new LinkedHashMap<>();
    private final List<UUID> endedWaiting = new ArrayList<>();

    Ledger(Known known, Duration waitingLimit, int waitingPerEvent) {
        this.waitingLimit = waitingLimit;
        this.waitingPerEvent = waitingPerEvent;
        this.digests = new HashMap<>(known.digests());
        known.timelines().forEach(timeline -> timelines.put(timeline.timeline(), timeline));
        known.events().forEach(event -> events.put(event.eventId(), event));
        known.waiting().forEach(this::remember);
    }

    void enter(Message message) {
        if (message instanceof Message.Revision revision) {
            expire(revision.timeline(), revision.position());
            enter(revision);
        } else if (message instanceof Message.Description description) {
            expire(description.timeline(), description.position());
            describe(description);
        } else if (message instanceof Message.Tick tick) {
            expire(tick.timeline(), tick.position());
        } else if (message instanceof Message.Unreadable unreadable) {
            rejections.add(unreadable.rejection());
        }
    }

    List<Change> changes() {
        return changes;
    }

    /** How each change left its event. */
    List<Revision> revisions() {
        return revisions;
    }

    Collection<Timeline> changedTimelines() {
        return changedTimelines.values();
    }

    /** Timelines as they were described last. */
    Collection<Timeline> descriptions() {
        return descriptions.values();
    }

    List<Rejection> rejections() {
        return rejections;
    }

    Collection<Message.Revision> startedWaiting() {
        return startedWaiting.values();
    }

    List<UUID> endedWaiting() {
        return endedWaiting;
    }

    private void enter(Message.Revision revision) {
        String seen = digests.get(revision.messageId());
        if (seen != null) {
            if (!seen.equals(revision.digest())) {
                rejections.add(revision.rejected(
                        "id-conflict",
                        "The id was used before by the same source, in this timeline, with other content. "
                                + "Give new content a new id; to replace an event, name it in corrects."));
            }
            return;
        }
        Event event = events.get(revision.eventId());
        if (revision.kind() == Kind.EVENT) {
            release(append(revision, null, revision.position()), revision.position());
        } else if (event == null) {
            await(revision);
        } else {
            revise(revision, event, revision.position());
        }
    }

    private Event revise(Message.Revision revision, Event event, Position position) {
        if (event.retracted()) {
            rejections.add(revision.rejected(
                    "event-retracted",
                    "The event was withdrawn before and can't be revised any more. Publish a new event instead."));
            return event;
        }
        return append(revision, event, position);
    }

    /**
     * Adds a change to its timeline.
     *
     * @param position of the record that makes it a change: for one that waited, not its own
     */
    private Event append(Message.Revision revision, @Nullable Event event, Position position) {
        Instant recorded = position.recorded();
        Timeline timeline = timelines.getOrDefault(revision.timeline(), new Timeline(revision.timeline(), recorded));
        Envelope envelope = new Envelope(
                revision.timeline(),
                timeline.sequence() + 1,
                revision.eventId(),
                event == null ? 1 : event.revision() + 1,
                revision.kind(),
                recorded,
                revision.digest());
        Event revised = revised(revision, event, envelope);
        Change change = new Change(
                envelope,
                timeline.hash(),
                revised.type(),
                revision.messageId(),
                revision.attributes(),
                revision.data(),
                position.partition(),
                position.offset(),
                position.traceparent());
        if (timeline.isPrivate()) {
            change.inPrivate();
        }
        changes.add(change);
        digests.put(revision.messageId(), revision.digest());
        events.put(revised.eventId(), revised);
        revisions.add(new Revision(revised, revision.content(), position.partition(), position.offset()));
        put(timeline.with(change, revision.kind(), recorded));
        return revised;
    }

    private static Event revised(Message.Revision revision, @Nullable Event event, Envelope envelope) {
        Occurred occurred = revision.occurred();
        if (event == null) {
            if (occurred == null) {
                throw new IllegalStateException("A new event without a date was read as a message");
            }
            return new Event(
                    revision.eventId(),
                    revision.timeline(),
                    revision.source(),
                    revision.id(),
                    revision.type(),
                    envelope.sequence(),
                    envelope.revision(),
                    envelope.recorded(),
                    envelope.recorded(),
                    false,
                    occurred);
        }
        if (occurred == null) {
            return event.withdrawn(envelope.sequence(), envelope.recorded());
        }
        return event.corrected(revision.type(), envelope.sequence(), envelope.recorded(), occurred);
    }

    private void await(Message.Revision revision) {
        if (waitingFor(revision.timeline(), revision.eventId()).size() >= waitingPerEvent) {
            rejections.add(revision.rejected(
                    "too-many-waiting",
                    "More than " + waitingPerEvent + " revisions wait for an event that is not there."));
            return;
        }
        remember(revision);
        startedWaiting.put(revision.messageId(), revision);
    }

    private void remember(Message.Revision revision) {
        waiting.computeIfAbsent(revision.timeline(), timeline -> new LinkedHashMap<>())
                .put(revision.messageId(), revision);
        digests.put(revision.messageId(), revision.digest());
    }

    private List<Message.Revision> waitingFor(String timeline, UUID eventId) {
        return waiting.getOrDefault(timeline, Map.of()).values().stream()
                .filter(revision -> revision.eventId().equals(eventId))
                .toList();
    }

    private void release(Event event, Position position) {
        Event current = event;
        for (Message.Revision revision : waitingFor(event.timeline(), event.eventId())) {
            forget(revision);
            current = revise(revision, current, position);
        }
    }

    /**
     * Rejects the pending revisions of a timeline that are over the limit when a record of that timeline comes. The
     * times of the records decide, so that a replay decides the same.
     */
    private void expire(String timeline, Position position) {
        for (Message.Revision revision :
                List.copyOf(waiting.getOrDefault(timeline, Map.of()).values())) {
            if (revision.position().recorded().plus(waitingLimit).isBefore(position.recorded())) {
                forget(revision);
                rejections.add(revision.rejectedAt(
                        position.recorded(),
                        "unknown-event",
                        "No event with the id that " + (revision.kind() == Kind.CORRECTION ? "corrects" : "retracts")
                                + " names was published by the same source in this timeline, nor did it come later."));
            }
        }
    }

    /** Ends the waiting of a revision. It is known again if it becomes a change; after a rejection it may be sent again. */
    private void forget(Message.Revision revision) {
        waiting.getOrDefault(revision.timeline(), Map.of()).remove(revision.messageId());
        digests.remove(revision.messageId());
        if (startedWaiting.remove(revision.messageId()) == null) {
            endedWaiting.add(revision.messageId());
        }
    }

    private void describe(Message.Description description) {
        Instant recorded = description.position().recorded();
        Timeline described = timelines
                .getOrDefault(description.timeline(), new Timeline(description.timeline(), recorded))
                .described(description.title(), description.description(), description.visibility(), recorded);
        put(described);
        // As it was then: changes that follow come after it.
        descriptions.put(described.timeline(), described);
    }

    private void put(Timeline timeline) {
        timelines.put(timeline.timeline(), timeline);
        changedTimelines.put(timeline.timeline(), timeline);
    }
}
