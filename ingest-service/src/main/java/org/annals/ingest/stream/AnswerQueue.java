// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.stream;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/** Lines that are not answered yet, in their order, and how much memory they take. */
final class AnswerQueue {

    /** So much is passed on at once. */
    private static final int MAX_JOINED_BYTES = 64 * 1024;

    private final Deque<Line> lines = new ArrayDeque<>();
    private final long maxBytes;
    private long heldBytes;

    AnswerQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    void add(Line line) {
        heldBytes += line.cost();
        lines.add(line);
    }

    boolean isFull() {
        return heldBytes >= maxBytes;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Whether the answer to the line that is next is there. */
    boolean hasNext() {
        Line next = lines.peek();
        return next != null && next.answer() != null;
    }

    /** The answers that are there, up to the first that is missing, with a line end between them. */
    byte[] next() {
        List<byte[]> answers = new ArrayList<>();
        int length = -1;
        while (hasNext() && length < MAX_JOINED_BYTES) {
            byte[] answer = remove();
            answers.add(answer);
            length += 1 + answer.length;
        }
        byte[] joined = new byte[length];
        int at = 0;
        for (byte[] answer : answers) {
            if (at > 0) {
                joined[at++] = '\n';
            }
            System.arraycopy(answer, 0, joined, at, answer.length);
            at += answer.length;
        }
        return joined;
    }

    /** Forgets the answers that are there, since nobody takes them. */
    void discard() {
        while (hasNext()) {
            remove();
        }
    }

    private byte[] remove() {
        Line line = lines.remove();
        heldBytes -= line.cost();
        return Objects.requireNonNull(line.answer());
    }
}
