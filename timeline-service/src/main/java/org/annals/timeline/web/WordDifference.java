// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.annals.timeline.event.Budget;

/** Two texts as one, word by word: what both have, what was struck out, what was put in. */
public final class WordDifference {

    /** A part of the text. */
    public record Piece(Change change, String text) {

        public boolean struck() {
            return change == Change.STRUCK;
        }

        public boolean inserted() {
            return change == Change.INSERTED;
        }
    }

    /** What became of a part. */
    public enum Change {
        SAME,
        STRUCK,
        INSERTED
    }

    /** Comparing costs the product of both lengths: a longer text is shown whole, before and after. */
    private static final int MAX_WORDS = 400;

    private WordDifference() {}

    /**
     * Compares two texts.
     *
     * @param pairs of words that may be compared; texts that it does not cover are shown whole
     */
    static List<Piece> between(String before, String after, Budget pairs) {
        String[] a = words(before);
        String[] b = words(after);
        if (a.length > MAX_WORDS || b.length > MAX_WORDS || !pairs.take((long) a.length * b.length)) {
            return whole(before, after);
        }
        String[] strippedA = stripped(a);
        String[] strippedB = stripped(b);
        int[][] common = common(strippedA, strippedB);
        if (common[0][0] * 2 < Math.max(a.length, b.length)) {
            // With little in common, pieces of both are harder to read than both.
            return whole(before, after);
        }
        List<Piece> pieces = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < a.length || j < b.length) {
            if (i < a.length && j < b.length && strippedA[i].equals(strippedB[j])) {
                add(pieces, Change.SAME, b[j]);
                i++;
                j++;
            } else if (j == b.length || (i < a.length && common[i + 1][j] >= common[i][j + 1])) {
                add(pieces, Change.STRUCK, a[i]);
                i++;
            } else {
                add(pieces, Change.INSERTED, b[j]);
                j++;
            }
        }
        return pieces;
    }

    static List<Piece> whole(String before, String after) {
        List<Piece> pieces = new ArrayList<>();
        if (!before.isEmpty()) {
            pieces.add(new Piece(Change.STRUCK, before));
        }
        if (!after.isEmpty()) {
            pieces.add(new Piece(Change.INSERTED, after));
        }
        return pieces;
    }

    /** Each word with the white space before it. */
    private static String[] words(String text) {
        return text.isEmpty() ? new String[0] : text.split("(?<=\\S)(?=\\s)");
    }

    private static String[] stripped(String[] words) {
        return Arrays.stream(words).map(String::strip).toArray(String[]::new);
    }

    /** How many words are left in common from each place on in both. */
    private static int[][] common(String[] a, String[] b) {
        int[][] common = new int[a.length + 1][b.length + 1];
        for (int i = a.length - 1; i >= 0; i--) {
            for (int j = b.length - 1; j >= 0; j--) {
                common[i][j] =
                        a[i].equals(b[j]) ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private static void add(List<Piece> pieces, Change change, String word) {
        int last = pieces.size() - 1;
        if (last >= 0 && pieces.get(last).change() == change) {
            pieces.set(last, new Piece(change, pieces.get(last).text() + word));
        } else {
            pieces.add(new Piece(change, word));
        }
    }
}
