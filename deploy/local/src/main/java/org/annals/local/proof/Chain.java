// SPDX-License-Identifier: Apache-2.0
package org.annals.local.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.annals.local.client.CommandFailure;
import org.annals.local.client.Json;
import org.erdtman.jcs.JsonCanonicalizer;

/** Takes the changes of a timeline one after the other, and fails at the first that does not follow from those before. */
final class Chain {

    private static final HexFormat HEX = HexFormat.of();

    /** What the hash of a change covers, beside its timeline. */
    private static final List<String> ENVELOPE =
            List.of("sequence", "eventId", "revision", "kind", "recorded", "contentDigest");

    private String timeline = "";
    private long sequence;
    private byte[] hash = new byte[32];

    void add(JsonNode change) {
        long expected = sequence + 1;
        if (change.path("sequence").asLong() != expected) {
            throw new CommandFailure("Change " + expected + " is missing: change "
                    + change.path("sequence").asText("without a sequence") + " follows.");
        }
        timeline = timelineOf(change);
        String digest = HEX.formatHex(sha256(canonical(change.path("content"), expected)));
        if (!digest.equals(change.path("contentDigest").asText())) {
            throw broken(
                    expected,
                    "its content gives the digest " + digest + ", it has "
                            + change.path("contentDigest").asText("none"));
        }
        ObjectNode envelope = Json.MAPPER.createObjectNode().put("timeline", timeline);
        ENVELOPE.forEach(name -> envelope.set(name, change.path(name)));
        hash = sha256(hash, canonical(envelope, expected));
        if (!HEX.formatHex(hash).equals(change.path("hash").asText())) {
            throw broken(
                    expected,
                    "it gives the hash " + HEX.formatHex(hash) + ", it has "
                            + change.path("hash").asText("none"));
        }
        sequence = expected;
    }

    String timeline() {
        return timeline;
    }

    long sequence() {
        return sequence;
    }

    /** Of the last change that was taken. */
    String hash() {
        return HEX.formatHex(hash);
    }

    private String timelineOf(JsonNode change) {
        String found = change.at("/content/subject").asText();
        if (sequence > 0 && !found.equals(timeline)) {
            throw new CommandFailure("Change " + (sequence + 1) + " is of the timeline '" + found
                    + "', those before it of '" + timeline + "': verify one timeline at a time.");
        }
        return found;
    }

    private static CommandFailure broken(long sequence, String why) {
        return new CommandFailure("Change " + sequence + " was altered: " + why + ".");
    }

    private static byte[] canonical(JsonNode node, long sequence) {
        try {
            return new JsonCanonicalizer(node.toString()).getEncodedUTF8();
        } catch (IOException e) {
            throw broken(sequence, "it has no canonical JSON (" + e.getMessage() + ")");
        }
    }

    private static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
