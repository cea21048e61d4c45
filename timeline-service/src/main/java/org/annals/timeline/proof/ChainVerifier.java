// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.proof;

import static org.annals.timeline.proof.Verification.Kind.CONTENT;
import static org.annals.timeline.proof.Verification.Kind.EVENT;
import static org.annals.timeline.proof.Verification.Kind.HASH;
import static org.annals.timeline.proof.Verification.Kind.HEAD;
import static org.annals.timeline.proof.Verification.Kind.MISSING;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.annals.timeline.change.Change;
import org.annals.timeline.change.Envelope;
import org.annals.timeline.change.HashChain;
import org.annals.timeline.change.Kind;
import org.jspecify.annotations.Nullable;

/** Takes the changes of a timeline one after the other, and stops at the first that does not follow from those before. */
final class ChainVerifier {

    /**
     * A change as it is stored.
     *
     * @param shown whether what is shown of its event is what it says
     */
    record StoredChange(
            long sequence,
            String kind,
            UUID eventId,
            int revision,
            Instant recorded,
            String attributes,
            String data,
            String contentDigest,
            String hash,
            boolean shown) {}

    private final String timeline;
    private final long after;
    private long sequence;
    private byte[] hash;
    private Verification.@Nullable Break broken;

    ChainVerifier(String timeline, long after, byte[] hash) {
        this.timeline = timeline;
        this.after = after;
        this.sequence = after;
        this.hash = hash;
    }

    boolean isIntact() {
        return broken == null;
    }

    void next(StoredChange change) {
        long expected = sequence + 1;
        if (change.sequence() != expected) {
            breaks(expected, MISSING, "Change " + expected + " is not there; " + change.sequence() + " follows.");
            return;
        }
        String digest = contentDigest(change);
        if (!change.contentDigest().equals(digest)) {
            breaks(
                    expected,
                    CONTENT,
                    "The content gives the digest " + digest + ", the change has " + change.contentDigest() + ".");
            return;
        }
        byte[] computed = hash(change);
        if (computed == null) {
            breaks(expected, HASH, "There is no kind of change called " + change.kind() + ".");
            return;
        }
        if (!change.hash().equals(HexFormat.of().formatHex(computed))) {
            breaks(
                    expected,
                    HASH,
                    "The envelope and the hash before it give " + HexFormat.of().formatHex(computed)
                            + ", the change has " + change.hash() + ".");
            return;
        }
        if (!change.shown()) {
            breaks(expected, EVENT, "What is shown of event " + change.eventId() + " is not what this change says.");
            return;
        }
        sequence = expected;
        hash = computed;
    }

    /** All changes were taken: the timeline's own last sequence and hash must be theirs. */
    void end(long lastSequence, byte[] lastHash) {
        if (sequence < lastSequence) {
            breaks(sequence + 1, MISSING, "Change " + (sequence + 1) + " is not there; nothing follows.");
        } else if (sequence > lastSequence || !Arrays.equals(hash, lastHash)) {
            breaks(
                    sequence,
                    HEAD,
                    "The timeline says that it ends with sequence " + lastSequence + " and hash "
                            + HexFormat.of().formatHex(lastHash) + ".");
        }
    }

    /** Something is wrong that no single change tells. */
    void breaks(long atSequence, Verification.Kind kind, String detail) {
        broken = new Verification.Break(atSequence, kind, detail);
    }

    Verification result(boolean complete) {
        return new Verification(
                timeline, after, sequence, HexFormat.of().formatHex(hash), broken == null, complete, broken);
    }

    private static String contentDigest(StoredChange change) {
        try {
            return HashChain.contentDigest(Change.content(change.attributes(), change.data()));
        } catch (IOException e) {
            return "of no canonical JSON";
        }
    }

    /** Null where the change is of no kind. */
    private byte @Nullable [] hash(StoredChange change) {
        Optional<Kind> kind = Stream.of(Kind.values())
                .filter(candidate -> candidate.text().equals(change.kind()))
                .findFirst();
        return kind.map(known -> HashChain.next(
                        hash,
                        new Envelope(
                                timeline,
                                change.sequence(),
                                change.eventId(),
                                change.revision(),
                                known,
                                change.recorded(),
                                change.contentDigest())))
                .orElse(null);
    }
}
