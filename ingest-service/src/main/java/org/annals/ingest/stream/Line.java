// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.stream;

import org.jspecify.annotations.Nullable;

/** A line on its way: from the sender, by way of the broker, to its answer. */
final class Line {

    /** What a line takes beside its own bytes: the record that is made of it, and its answer. */
    private static final int OVERHEAD_BYTES = 1024;

    /** Of a line that nobody waits for any more. */
    static final byte[] NO_ANSWER = {};

    private final long number;
    private final byte[] bytes;
    private volatile byte @Nullable [] answer;

    Line(long number, byte[] bytes) {
        this.number = number;
        this.bytes = bytes;
    }

    /** From 1, empty lines not counted. */
    long number() {
        return number;
    }

    byte[] bytes() {
        return bytes;
    }

    int cost() {
        return OVERHEAD_BYTES + bytes.length;
    }

    byte @Nullable [] answer() {
        return answer;
    }

    void answer(byte[] written) {
        answer = written;
    }
}
