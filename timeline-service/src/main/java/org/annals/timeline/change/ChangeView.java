package org.annals.timeline.change;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

/**
 * A change as it is answered: all that its hash is made of.
 *
 * @param contentDigest SHA-256 of the canonical JSON of {@code content}
 * @param content the CloudEvent as published, in structured form
 */
record ChangeView(
        long sequence,
        String hash,
        String kind,
        UUID eventId,
        int revision,
        Instant recorded,
        String contentDigest,
        @JsonRawValue String content) {

    static ChangeView of(Change change) {
        return new ChangeView(
                change.sequence,
                change.hashText(),
                change.kind,
                change.eventId,
                change.revision,
                change.recorded,
                HexFormat.of().formatHex(change.contentDigest),
                Change.content(change.attributes, change.data));
    }
}
