// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.annals.ingest.data.Characters;

/**
 * The ids of what is imported. An item's own identity is the id of its event; a correction adds the number of the
 * revision that it becomes, so that the same import, sent twice, is the same messages.
 */
final class Identity {

    private static final int MAX_LENGTH = 500;
    private static final int DIGEST_LENGTH = 16;
    private static final String REVISION = ";revision=";

    private Identity() {}

    /** The id of the event; a digest where the identity can't be an attribute. */
    static String id(String identity) {
        return identity.length() <= MAX_LENGTH && Characters.wrongInAttribute(identity) == null
                ? identity
                : "sha256:" + sha256(identity);
    }

    /** Returns a short digest of a content, by which one is told from another. */
    static String digest(String content) {
        return sha256(content).substring(0, DIGEST_LENGTH);
    }

    static String ofRevision(String id, int revision) {
        return id + REVISION + revision;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
