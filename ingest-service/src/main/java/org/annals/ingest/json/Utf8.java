// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Whether bytes are UTF-8 to the letter, which the JSON parser, being lenient on it, does not tell. */
final class Utf8 {

    private static final int CHUNK = 4096;

    private Utf8() {}

    /**
     * Where the first byte is that is no UTF-8, or the character NUL, which no JSON has and by which a parser would
     * take the bytes for UTF-16; -1 where there is none.
     */
    static int wrongAt(byte[] bytes, int length) {
        boolean isAscii = true;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == 0) {
                return i;
            }
            isAscii &= bytes[i] > 0;
        }
        return isAscii ? -1 : malformedAt(bytes, length);
    }

    private static int malformedAt(byte[] bytes, int length) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
        CharBuffer out = CharBuffer.allocate(CHUNK);
        CoderResult result;
        do {
            out.clear();
            result = decoder.decode(in, out, true);
        } while (result.isOverflow());
        return result.isError() ? in.position() : -1;
    }
}
