// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.event;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * The identifier by which an event, or a message about one, is known in URLs and tables: a UUID of version 5 (RFC
 * 9562) that anyone who knows source, timeline and id can work out.
 *
 * <p>The timeline is part of it because each timeline is a Kafka key of its own: a rule across keys could come out
 * differently when a database is rebuilt from the topic.
 */
public final class EventId {

    private static final UUID URL_NAMESPACE = UUID.fromString("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

    private EventId() {}

    /** Returns the identifier of an event. */
    public static UUID of(String timeline, String source, String id) {
        return in(scope(timeline, source), id);
    }

    /** Returns the namespace of all events of a source on a timeline. */
    public static UUID scope(String timeline, String source) {
        return version5(version5(URL_NAMESPACE, source), timeline);
    }

    /** Returns the identifier of an event in the namespace of its source and timeline. */
    public static UUID in(UUID scope, String id) {
        return version5(scope, id);
    }

    private static UUID version5(UUID namespace, String name) {
        MessageDigest sha1 = sha1();
        sha1.update(ByteBuffer.allocate(16)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .array());
        ByteBuffer hash = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
        long most = (hash.getLong() & ~0xF000L) | 0x5000L;
        long least = (hash.getLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(most, least);
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }
}
