// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.cesql;

import java.util.ArrayList;
import java.util.List;

/**
 * A pattern with {@code %} for any text and {@code _} for any character, {@code \} before them for themselves. Matched
 * in at most the product of both lengths, which a regular expression would not promise.
 */
final class Like {

    private static final int ANY_TEXT = -1;
    private static final int ANY_CHARACTER = -2;

    private final List<Integer> parts = new ArrayList<>();

    Like(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\\' && i + 1 < pattern.length() && "%_".indexOf(pattern.charAt(i + 1)) >= 0) {
                parts.add((int) pattern.charAt(++i));
            } else if (c == '%') {
                parts.add(ANY_TEXT);
            } else {
                parts.add(c == '_' ? ANY_CHARACTER : c);
            }
        }
    }

    boolean matches(String text) {
        int part = 0;
        int at = 0;
        int lastAny = -1;
        int resumeAt = 0;
        while (at < text.length()) {
            if (part < parts.size() && parts.get(part) == ANY_TEXT) {
                lastAny = part++;
                resumeAt = at;
            } else if (part < parts.size() && fits(parts.get(part), text.charAt(at))) {
                part++;
                at++;
            } else if (lastAny >= 0) {
                part = lastAny + 1;
                at = ++resumeAt;
            } else {
                return false;
            }
        }
        while (part < parts.size() && parts.get(part) == ANY_TEXT) {
            part++;
        }
        return part == parts.size();
    }

    private static boolean fits(int part, char c) {
        return part == ANY_CHARACTER || part == c;
    }
}
