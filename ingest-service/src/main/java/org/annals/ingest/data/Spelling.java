// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.data;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was probably meant. */
public final class Spelling {

    /** No name of ours is longer, and comparing costs the product of the lengths. */
    private static final int MAX_LENGTH = 40;

    private Spelling() {}

    /** What to say of a name that is not known. */
    public static String unknown(String name, Collection<String> known) {
        return closest(name, known)
                .map(meant -> "is not known; did you mean " + meant + "?")
                .orElseGet(() -> "is not known; known are " + String.join(", ", known));
    }

    /** The known name that was probably meant. */
    public static Optional<String> closest(String name, Collection<String> known) {
        String letters = name.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(candidate -> isClose(letters, candidate.toLowerCase(Locale.ROOT)))
                .min(Comparator.comparingInt(candidate -> distance(letters, candidate.toLowerCase(Locale.ROOT))));
    }

    private static boolean isClose(String name, String candidate) {
        return name.length() <= MAX_LENGTH && distance(name, candidate) <= 1 + candidate.length() / 4;
    }

    /** How many letters to add, drop or replace to make one of the other (Levenshtein). */
    static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
