// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.json;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value of a body.
 *
 * @param all its bytes; empty where it is no object, whose bytes nobody needs
 * @param marked the bytes of the field that the reader was asked to mark; null where there is none that is an object
 */
public record Element(JsonNode tree, Slice all, @Nullable Slice marked) {

    static final Slice NOTHING = new Slice(0, 0);

    /** A part of the body's bytes, its end excluded. */
    public record Slice(int start, int end) {

        public int length() {
            return end - start;
        }
    }
}
