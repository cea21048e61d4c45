// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import java.util.regex.Pattern;

/** Text as it can be read anywhere: what others wrote stays in its line, and lines are no wider than a narrow window. */
final class PlainText {

    private static final int WIDTH = 72;

    /**
     * What starts a line, ends one, or changes how what follows is read: control characters, and the invisible ones that
     * turn the direction of the text around.
     */
    private static final Pattern NOT_IN_A_LINE =
            Pattern.compile("[\\p{Cc}\\p{Z}\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]+");

    private PlainText() {}

    /** What somebody else wrote, without what could pretend to be ours. */
    static String line(String text) {
        return NOT_IN_A_LINE.matcher(text).replaceAll(" ").strip();
    }

    /** At most so many characters, with a sign that there were more. */
    static String shortened(String line, int max) {
        if (line.codePointCount(0, line.length()) <= max) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, max - 1)).stripTrailing() + "…";
    }

    /** Breaks lines at spaces, and lets what follows stand as far in as its line does. Links stay whole. */
    static String wrap(String text) {
        StringBuilder wrapped = new StringBuilder();
        for (String line : text.strip().split("\n", -1)) {
            wrapLine(line.stripTrailing(), wrapped);
        }
        return wrapped.toString();
    }

    private static void wrapLine(String line, StringBuilder wrapped) {
        String words = line.stripLeading();
        String indent = line.substring(0, line.length() - words.length());
        int column = 0;
        for (String word : words.split(" ", -1)) {
            if (column == 0) {
                wrapped.append(indent).append(word);
                column = indent.length() + word.length();
            } else if (column + 1 + word.length() <= WIDTH) {
                wrapped.append(' ').append(word);
                column += 1 + word.length();
            } else {
                wrapped.append('\n').append(indent).append(word);
                column = indent.length() + word.length();
            }
        }
        wrapped.append('\n');
    }
}
