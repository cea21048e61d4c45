// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.erdtman.jcs.JsonCanonicalizer;

/** Verifies a chain from the outside: from what the API answers and the description of the hash, with no code of ours. */
final class ChainChecker {

    private ChainChecker() {}

    /** Checks all changes of a timeline, in the form in which the API answers them, and returns the last hash. */
    static String check(String timeline, String answer) {
        try {
            ObjectMapper mapper = new ObjectMapper();
            byte[] previous = new byte[32];
            long sequence = 0;
            for (JsonNode change : mapper.readTree(answer).get("items")) {
                assertEquals(++sequence, change.get("sequence").asLong(), "sequences have no gap");
                String digest = HexFormat.of().formatHex(sha256(canonical(change.get("content"))));
                assertEquals(digest, change.get("contentDigest").asText(), "content of " + sequence);
                ObjectNode envelope = mapper.createObjectNode();
                assertEquals(timeline, change.get("timeline").asText(), "timeline of " + sequence);
                for (String name :
                        new String[] {"timeline", "sequence", "eventId", "revision", "kind", "recorded", "contentDigest"
                        }) {
                    envelope.set(name, change.get(name));
                }
                previous = sha256(previous, canonical(envelope));
                assertEquals(
                        HexFormat.of().formatHex(previous), change.get("hash").asText(), "hash of " + sequence);
            }
            return HexFormat.of().formatHex(previous);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] canonical(JsonNode node) throws Exception {
        return new JsonCanonicalizer(node.toString()).getEncodedUTF8();
    }

    private static byte[] sha256(byte[]... parts) throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (byte[] part : parts) {
            digest.update(part);
        }
        return digest.digest();
    }
}
