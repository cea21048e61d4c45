// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

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

    public static UUID of(String timeline, String source, String id) {
        return version5(version5(version5(URL_NAMESPACE, source), timeline), id);
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
