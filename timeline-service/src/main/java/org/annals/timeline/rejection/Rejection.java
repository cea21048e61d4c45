package org.annals.timeline.rejection;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A message that can never be stored: where it is in the topic, and why. */
@Entity
@Immutable
@IdClass(Rejection.Key.class)
public class Rejection {

    /** The record in annals.events. */
    public record Key(int sourcePartition, long sourceOffset) {}

    @Id
    @Column(name = "source_partition")
    int sourcePartition;

    @Id
    @Column(name = "source_offset")
    long sourceOffset;

    @Column
    Instant recorded;

    @Column
    String code;

    @Column
    String detail;

    @Column
    @Nullable
    String timeline;

    @Column
    @Nullable
    String source;

    @Column
    @Nullable
    String id;

    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.LONG32VARCHAR)
    String original;

    protected Rejection() {}

    /**
     * A rejection with its reason.
     *
     * @param original the message as JSON: a CloudEvent where it could be read, else its key, headers and value
     */
    public Rejection(
            Key key,
            Instant recorded,
            String code,
            String detail,
            @Nullable String timeline,
            @Nullable String source,
            @Nullable String id,
            String original) {
        this.sourcePartition = key.sourcePartition();
        this.sourceOffset = key.sourceOffset();
        this.recorded = recorded;
        this.code = code;
        this.detail = detail;
        this.timeline = timeline;
        this.source = source;
        this.id = id;
        this.original = original;
    }
}
