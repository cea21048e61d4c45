// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.erdtman.jcs.JsonCanonicalizer;

/** Recomputes the hashes of a timeline from what its API answers, as the README describes them. */
final class Chain {

    private static final List<String> ENVELOPE =
            List.of("sequence", "eventId", "revision", "kind", "recorded", "contentDigest");

    private final String timeline;
    private byte[] previous = new byte[32];

    Chain(String timeline) {
        this.timeline = timeline;
    }

    /** Whether the change is the one that follows, unaltered. */
    boolean continuesWith(JsonNode change) throws IOException {
        String digest = hex(sha256(canonical(change.get("content"))));
        ObjectNode envelope = JsonNodeFactory.instance.objectNode().put("timeline", timeline);
        ENVELOPE.forEach(name -> envelope.set(name, change.get(name)));
        previous = sha256(previous, canonical(envelope));
        return digest.equals(change.get("contentDigest").asText())
                && hex(previous).equals(change.get("hash").asText());
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] canonical(JsonNode node) throws IOException {
        return new JsonCanonicalizer(node.toString()).getEncodedUTF8();
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This Java has no SHA-256, which every one must have", e);
        }
    }
}
