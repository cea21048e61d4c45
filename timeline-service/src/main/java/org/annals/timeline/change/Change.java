// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.change;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Transient;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import org.annals.timeline.json.Json;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** One stored revision of an event: the row, never altered once it is there. */
@Entity
@Immutable
@IdClass(Change.Key.class)
public class Change {

    /** The place of a change: its timeline, and its number there. */
    public record Key(String timeline, long sequence) {}

    @Id
    String timeline;

    @Id
    long sequence;

    @Column
    String kind;

    @Column(name = "event_id")
    UUID eventId;

    @Column
    int revision;

    @Column
    String type;

    @Column
    Instant recorded;

    @Column(name = "message_id")
    UUID messageId;

    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.LONG32VARCHAR)
    String attributes;

    @Column(columnDefinition = "json")
    @JdbcTypeCode(SqlTypes.LONG32VARCHAR)
    String data;

    @Column(name = "content_digest")
    byte[] contentDigest;

    @Column
    byte[] hash;

    @Column(name = "source_partition")
    int sourcePartition;

    @Column(name = "source_offset")
    long sourceOffset;

    @Transient
    @Nullable
    String traceparent;

    @Transient
    boolean inPrivate;

    protected Change() {}

    /**
     * A change that follows the one whose hash is given.
     *
     * @param envelope what the hash covers
     * @param previousHash the hash of the change before it, {@link HashChain#start()} for the first
     */
    public Change(
            Envelope envelope,
            byte[] previousHash,
            String type,
            UUID messageId,
            String attributes,
            String data,
            int sourcePartition,
            long sourceOffset,
            @Nullable String traceparent) {
        this.timeline = envelope.timeline();
        this.sequence = envelope.sequence();
        this.kind = envelope.kind().text();
        this.eventId = envelope.eventId();
        this.revision = envelope.revision();
        this.recorded = envelope.recorded();
        this.contentDigest = HexFormat.of().parseHex(envelope.contentDigest());
        this.hash = HashChain.next(previousHash, envelope);
        this.type = type;
        this.messageId = messageId;
        this.attributes = attributes;
        this.data = data;
        this.sourcePartition = sourcePartition;
        this.sourceOffset = sourceOffset;
        this.traceparent = traceparent;
    }

    /** The whole CloudEvent as JSON in structured form, from its attributes and its data as they are kept. */
    public static String content(String attributes, String data) {
        return attributes.substring(0, attributes.length() - 1) + ",\"data\":" + data + "}";
    }

    public String timeline() {
        return timeline;
    }

    public long sequence() {
        return sequence;
    }

    public byte[] hash() {
        return hash;
    }

    /** Says of it, where it is published, that its timeline is private. */
    public void inPrivate() {
        inPrivate = true;
    }

    String hashText() {
        return HexFormat.of().formatHex(hash);
    }

    String recordedText() {
        return Json.time(recorded);
    }
}
