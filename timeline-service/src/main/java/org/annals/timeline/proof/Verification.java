// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.proof;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What recomputing a chain, or a part of it, has shown.
 *
 * @param after the sequence after which it began, whose hash it started from
 * @param sequence the last one that holds
 * @param hash of that last one
 * @param intact false where something was altered
 * @param complete false where more follows: ask again after {@code sequence}, with {@code hash}
 * @param broken the first thing that does not hold; absent where all holds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Verification(
        String timeline,
        long after,
        long sequence,
        String hash,
        boolean intact,
        boolean complete,
        @Nullable Break broken) {

    /** What does not hold. */
    enum Kind {
        /** A change is not there. */
        MISSING,
        /** A change's content is not the one its digest was made of. */
        CONTENT,
        /** A change's hash is not the one that its envelope and the change before it give. */
        HASH,
        /** What is shown of the event is not what the change says. */
        EVENT,
        /** The timeline's own last sequence and hash are not those of its last change. */
        HEAD;

        @JsonValue
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @param sequence of the change at which the chain breaks */
    record Break(long sequence, Kind kind, String detail) {}
}
