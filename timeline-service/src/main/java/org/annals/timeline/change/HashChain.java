// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.change;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * The chain that proves a timeline: each hash is SHA-256 over the hash before it and the canonical JSON of its own
 * envelope. Whoever holds the last hash can prove that nothing before it was altered.
 */
public final class HashChain {

    private HashChain() {}

    /** What stands before the first change: 32 zero bytes. */
    public static byte[] start() {
        return new byte[32];
    }

    public static byte[] next(byte[] previousHash, Envelope envelope) {
        MessageDigest digest = sha256();
        digest.update(previousHash);
        return digest.digest(envelope.canonicalJson().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The digest of content in hexadecimal digits: SHA-256 over its canonical JSON (RFC 8785).
     *
     * @throws IOException where JSON has no canonical form, such as a number beyond the range of a double
     */
    public static String contentDigest(String json) throws IOException {
        return HexFormat.of().formatHex(sha256().digest(new JsonCanonicalizer(json).getEncodedUTF8()));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
