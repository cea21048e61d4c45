package org.annals.timeline.event;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

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

    // As the driver reads it: by default Hibernate goes by way of the Julian calendar, days off before 1582.
    @Column
    @JdbcTypeCode(SqlTypes.OFFSET_DATE_TIME)
    OffsetDateTime earliest;

    @Column
    @JdbcTypeCode(SqlTypes.OFFSET_DATE_TIME)
    OffsetDateTime latest;

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
        this.earliest = occurred.earliest().atOffset(ZoneOffset.UTC);
        this.latest = occurred.latest().atOffset(ZoneOffset.UTC);
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
        Occurred occurred = occurred();
        return new Event(
                eventId, timeline, source, id, type, newSequence, revision + 1, recorded, newRevised, true, occurred);
    }

    Occurred occurred() {
        return new Occurred(earliest.toInstant(), latest.toInstant());
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
