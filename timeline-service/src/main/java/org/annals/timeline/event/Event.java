package org.annals.timeline.event;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.util.UUID;
import org.hibernate.annotations.Immutable;

/** An event as it stands at its latest revision: the row. Its content is in the change that its sequence names. */
@Entity
@Immutable
public class Event {

    @Id
    @Column(name = "event_id")
    UUID eventId;

    @Column
    String timeline;

    @Column
    String source;

    @Column
    String id;

    @Column
    String type;

    @Column
    long sequence;

    @Column
    int revision;

    @Column
    Instant recorded;

    @Column
    Instant revised;

    @Column
    boolean retracted;

    @Column
    Instant earliest;

    @Column
    Instant latest;

    protected Event() {}

    /** A new event, at revision 1. */
    public Event(
            UUID eventId,
            String timeline,
            String source,
            String id,
            String type,
            long sequence,
            Instant recorded,
            Occurred occurred) {
        this(eventId, timeline, source, id, type, sequence, 1, recorded, recorded, false, occurred);
    }

    Event(
            UUID eventId,
            String timeline,
            String source,
            String id,
            String type,
            long sequence,
            int revision,
            Instant recorded,
            Instant revised,
            boolean retracted,
            Occurred occurred) {
        this.eventId = eventId;
        this.timeline = timeline;
        this.source = source;
        this.id = id;
        this.type = type;
        this.sequence = sequence;
        this.revision = revision;
        this.recorded = recorded;
        this.revised = revised;
        this.retracted = retracted;
        this.earliest = occurred.earliest();
        this.latest = occurred.latest();
    }

    /** This event with its content replaced by a later change. */
    public Event corrected(String newType, long newSequence, Instant newRevised, Occurred newOccurred) {
        return new Event(
                eventId,
                timeline,
                source,
                id,
                newType,
                newSequence,
                revision + 1,
                recorded,
                newRevised,
                false,
                newOccurred);
    }

    /** This event withdrawn by a later change: type and date stay, so that it is still found where it stood. */
    public Event retracted(long newSequence, Instant newRevised) {
        Occurred occurred = new Occurred(earliest, latest);
        return new Event(
                eventId, timeline, source, id, type, newSequence, revision + 1, recorded, newRevised, true, occurred);
    }

    public UUID eventId() {
        return eventId;
    }

    public String type() {
        return type;
    }

    public int revision() {
        return revision;
    }

    public boolean isRetracted() {
        return retracted;
    }
}
