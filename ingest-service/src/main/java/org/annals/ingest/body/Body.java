// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.body;

import io.vertx.core.buffer.Buffer;
import java.util.Arrays;

/** The body of a request, and the room that it takes until it is closed. */
public final class Body {

    private static final int FIRST_BYTES = 4096;

    private final BodyReader reader;
    private byte[] bytes = {};
    private int length;

    Body(BodyReader reader) {
        this.reader = reader;
    }

    /** Longer than the body: only {@link #length()} of them are meant. */
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** Room is taken for what has come, not for what was announced: a sender can't hold what it has not sent. */
    void append(Buffer chunk) {
        int needed = length + chunk.length();
        if (needed > bytes.length) {
            int next = Math.max(needed, Math.max(FIRST_BYTES, 2 * bytes.length));
            reader.take(next - bytes.length);
            bytes = Arrays.copyOf(bytes, next);
        }
        chunk.getBytes(bytes, length);
        length = needed;
    }

    /** Gives the room back; the bytes are not to be used any more. */
    void close() {
        reader.giveBack(bytes.length);
        bytes = new byte[0];
    }
}
