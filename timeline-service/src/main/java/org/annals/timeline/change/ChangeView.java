// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.change;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A change as it is answered: all that its hash is made of.
 *
 * @param contentDigest SHA-256 of the canonical JSON of {@code content}
 * @param content the CloudEvent as published, in structured form
 */
public record ChangeView(
        String timeline,
        long sequence,
        String hash,
        String kind,
        UUID eventId,
        int revision,
        Instant recorded,
        String contentDigest,
        @JsonRawValue String content) {

    /** The columns of a change, to be read by {@link #of}. */
    public static final String COLUMNS = """
            c.timeline, c.sequence, c.hash, c.kind, c.event_id, c.revision, c.recorded, c.content_digest, c.attributes, c.data
            """;

    /** The change of a row that has {@link #COLUMNS}. */
    public static ChangeView of(ResultSet row) throws SQLException {
        return new ChangeView(
                row.getString("timeline"),
                row.getLong("sequence"),
                HexFormat.of().formatHex(row.getBytes("hash")),
                row.getString("kind"),
                row.getObject("event_id", UUID.class),
                row.getInt("revision"),
                row.getObject("recorded", OffsetDateTime.class).toInstant(),
                HexFormat.of().formatHex(row.getBytes("content_digest")),
                Change.content(row.getString("attributes"), row.getString("data")));
    }
}
