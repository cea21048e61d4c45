// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

/** White space in texts. */
final class Whitespace {

    private Whitespace() {}

    /** Returns a text with each run of white space as one space, and none at its ends. Most texts stay as they are. */
    static String collapsed(String text) {
        StringBuilder collapsed = null;
        boolean wasSpace = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isSpace = Character.isWhitespace(c) || c == '\u00A0';
            boolean isKept = c == ' ' ? !wasSpace : !isSpace;
            if (!isKept && collapsed == null) {
                collapsed = new StringBuilder(text.length()).append(text, 0, i);
            }
            if (collapsed != null) {
                if (!isSpace) {
                    collapsed.append(c);
                } else if (!wasSpace) {
                    collapsed.append(' ');
                }
            }
            wasSpace = isSpace;
        }
        return (collapsed == null ? text : collapsed.toString()).strip();
    }
}
