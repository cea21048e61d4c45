// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 of a record's time, key, headers and value. The time is the broker's, so that the same message has another
 * digest where it is appended again.
 */
final class RecordDigest {

    private RecordDigest() {}

    /** Returns it in hexadecimal digits. */
    static String of(ConsumerRecord<byte[], byte[]> record) {
        MessageDigest digest = sha256();
        digest.update(
                ByteBuffer.allocate(Long.BYTES).putLong(record.timestamp()).flip());
        update(digest, record.key());
        for (Header header : record.headers()) {
            update(digest, header.key().getBytes(StandardCharsets.UTF_8));
            update(digest, header.value());
        }
        update(digest, record.value());
        return HexFormat.of().formatHex(digest.digest());
    }

    /** With its length, so that no two sequences of parts have the same bytes. */
    private static void update(MessageDigest digest, byte @Nullable [] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES)
                .putInt(part == null ? -1 : part.length)
                .flip());
        if (part != null) {
            digest.update(part);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}
