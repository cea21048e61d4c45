// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.body;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a body into lines as they are asked for, so that no more of them are in memory than whoever asks has room for:
 * a few bytes may inflate to thousands. Empty lines are passed over.
 */
public final class Lines {

    /** So little is inflated at once; it becomes a thousand times as much at most. */
    private static final int SLICE_BYTES = 128;

    private static final int FIRST_BYTES = 16 * 1024;

    /** Stands for a line that is longer than allowed; no other is empty. */
    private static final byte[] TOO_LONG = {};

    private final ContentDecoder decoder;
    private final int maxBytes;
    private Buffer encoded = Buffer.buffer();
    private int decodedTo;
    private byte[] bytes = new byte[FIRST_BYTES];
    private int start;
    private int searched;
    private int end;
    private boolean isTooLong;

    /** The lines of a request, each of so many bytes at most. */
    public Lines(HttpServerRequest request, int maxBytes) {
        this.decoder = ContentDecoder.of(request);
        this.maxBytes = maxBytes;
    }

    /** Adds what came; all that came before must have been asked for. */
    public void add(Buffer chunk) {
        encoded = chunk;
        decodedTo = 0;
    }

    /**
     * The next line that is whole, without its end.
     *
     * @return null where more must come first; an empty array in the place of a line that is too long
     */
    public byte @Nullable [] next() {
        while (true) {
            byte[] line = cut();
            if (line != null) {
                return line;
            }
            if (decodedTo == encoded.length()) {
                return null;
            }
            int to = decoder.isPlain() ? encoded.length() : Math.min(encoded.length(), decodedTo + SLICE_BYTES);
            Buffer slice = encoded.slice(decodedTo, to);
            decodedTo = to;
            decoder.decode(slice, this::append);
        }
    }

    /** What follows the last end of a line, when nothing more comes; null where it is nothing. */
    public byte @Nullable [] last() {
        decoder.end();
        byte[] line = upTo(end);
        start = end;
        isTooLong = false;
        return line;
    }

    /** Gives the memory back; no line is to be asked for any more. */
    public void close() {
        decoder.close();
        encoded = Buffer.buffer();
        decodedTo = 0;
        bytes = new byte[0];
        start = 0;
        searched = 0;
        end = 0;
    }

    private byte @Nullable [] cut() {
        while (searched < end) {
            if (bytes[searched++] == '\n') {
                byte[] line = upTo(searched - 1);
                start = searched;
                isTooLong = false;
                if (line != null) {
                    return line;
                }
            }
        }
        if (isTooLong || end - start > maxBytes) {
            isTooLong = true;
            start = end;
        }
        return null;
    }

    private byte @Nullable [] upTo(int lineEnd) {
        if (isTooLong || lineEnd - start > maxBytes) {
            return TOO_LONG;
        }
        int from = start;
        while (from < lineEnd && (bytes[from] == ' ' || bytes[from] == '\t' || bytes[from] == '\r')) {
            from++;
        }
        return from == lineEnd ? null : Arrays.copyOfRange(bytes, from, lineEnd);
    }

    private void append(Buffer decoded) {
        if (start == end) {
            start = 0;
            searched = 0;
            end = 0;
        }
        int needed = end - start + decoded.length();
        if (end + decoded.length() > bytes.length) {
            byte[] target = needed > bytes.length ? new byte[Math.max(needed, 2 * bytes.length)] : bytes;
            System.arraycopy(bytes, start, target, 0, end - start);
            searched -= start;
            end -= start;
            start = 0;
            bytes = target;
        }
        decoded.getBytes(bytes, end);
        end += decoded.length();
    }
}
