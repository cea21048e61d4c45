package org.annals.notification.delivery;

import java.time.Instant;
import java.util.UUID;

/**
 * What subscribers are told about a change.
 *
 * @param revision of the event: 1, and one more with each correction
 * @param recorded when the change was stored
 * @param body a CloudEvent in structured JSON, as it is sent
 */
public record Message(
        String timeline, long sequence, UUID eventId, int revision, String type, Instant recorded, String body) {}
