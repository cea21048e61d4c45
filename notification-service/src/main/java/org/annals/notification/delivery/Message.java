package org.annals.notification.delivery;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What subscribers are told about a change.
 *
 * @param revision of the event: 1, and one more with each correction
 * @param recorded when the change was stored
 * @param traceparent the trace that the change is part of (W3C Trace Context)
 * @param body a CloudEvent in structured JSON, as it is sent
 */
public record Message(
        String timeline,
        long sequence,
        UUID eventId,
        int revision,
        String type,
        Instant recorded,
        @Nullable String traceparent,
        String body) {

    /** The same, told in other words. */
    public Message withBody(String other) {
        return new Message(timeline, sequence, eventId, revision, type, recorded, traceparent, other);
    }
}
