// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.rejection;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import java.time.Instant;
import org.annals.timeline.json.Json;
import org.hibernate.annotations.Immutable;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** A message that can never be stored: where it is in the topic, and why. */
@Entity
@Immutable
@IdClass(Rejection.Key.class)
public class Rejection {

    /** The most characters of an original that are kept: a rejection must fit into its table and its topic. */
    private static final int MAX_ORIGINAL = 256 * 1024;

    /** The most characters of any other text: of an id that is too long for its table, say. */
    private static final int MAX_TEXT = 2_000;

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
     * @param recorded when the broker appended the record that decided it: for a revision that waited, a later one
     * @param original the message as JSON: a CloudEvent where it could be read, else its key, headers and value; only
     *     its beginning where it is long
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
        this.detail = beginning(detail, MAX_TEXT);
        this.timeline = timeline;
        this.source = source == null ? null : beginning(source, MAX_TEXT);
        this.id = id == null ? null : beginning(id, MAX_TEXT);
        this.original = original.length() <= MAX_ORIGINAL ? original : truncated(original);
    }

    private static String truncated(String original) {
        return Json.text(JsonNodeFactory.instance
                .objectNode()
                .put("truncated", true)
                .put("characters", original.length())
                .put("beginning", beginning(original, MAX_ORIGINAL / 8)));
    }

    /** Never ends between the two halves of a character. */
    private static String beginning(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
