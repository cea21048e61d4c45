package org.annals.notification.delivery;

import java.time.Instant;
import java.util.UUID;

/**
 * What subscribers are told about a change.
 *
 * @param recorded when the change was stored
 * @param body a CloudEvent in structured JSON, as it is sent
 */
public record Message(String timeline, long sequence, UUID eventId, String type, Instant recorded, String body) {}
