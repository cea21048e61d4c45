// SPDX-License-Identifier: Apache-2.0
package org.annals.local.client;

import java.util.ArrayList;
import java.util.List;

/** What fits on a terminal, and what is safe there. */
public final class Terminal {

    private static final int DEFAULT_WIDTH = 100;
    private static final int MIN_WIDTH = 60;

    private Terminal() {}

    /** The width in characters: the script tells it, since Java can't ask. */
    public static int width() {
        String columns = System.getenv("COLUMNS");
        if (columns == null || !columns.matches("[0-9]{1,4}")) {
            return DEFAULT_WIDTH;
        }
        return Math.max(MIN_WIDTH, Integer.parseInt(columns));
    }

    /** Tells whether a person sees the standard error stream; the script tells it, as Java can ask only of newer releases. */
    public static boolean isInteractive() {
        return Boolean.parseBoolean(System.getenv("ANNALS_TERMINAL"));
    }

    /** Text of others on one line, without the control characters by which it could command the terminal. */
    public static String clean(String text) {
        // Cf has the marks that turn the direction of what follows, so that a text can look like another.
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
    }

    /** The text in lines of at most the width, broken at spaces where there are any. */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" +", -1)) {
            String rest = word;
            if (line.length() > 0 && length(line) + 1 + length(rest) > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (length(rest) > width) {
                int end = rest.offsetByCodePoints(0, width);
                lines.add(rest.substring(0, end));
                rest = rest.substring(end);
            }
            line.append(line.length() == 0 ? "" : " ").append(rest);
        }
        lines.add(line.toString());
        return lines;
    }

    static int length(CharSequence text) {
        return Character.codePointCount(text, 0, text.length());
    }
}
