// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.data;

import org.jspecify.annotations.Nullable;

/** Which characters a text may have, wherever it stands. */
public final class Characters {

    /** They make one text look like another; embeddings, isolates and marks are for ordinary Arabic and Hebrew. */
    private static final char LEFT_TO_RIGHT_OVERRIDE = '\u202D';

    private static final char RIGHT_TO_LEFT_OVERRIDE = '\u202E';

    private Characters() {}

    /** What must not be in any text, because it can't be stored or proved; null where all is well. */
    public static @Nullable String wrongInText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return "must not have the character NUL";
            }
            if (c == RIGHT_TO_LEFT_OVERRIDE || c == LEFT_TO_RIGHT_OVERRIDE) {
                return "must not have a control that shows letters in another order than they are written (U+202D, U+202E)";
            }
            if (Character.isSurrogate(c)) {
                if (!isPair(text, i)) {
                    return "must not have half a character (a lone surrogate)";
                }
                i++;
            }
        }
        return null;
    }

    /** What must not be in an attribute, by the type String of CloudEvents; null where all is well. */
    public static @Nullable String wrongInAttribute(String text) {
        String wrong = wrongInText(text);
        if (wrong != null) {
            return wrong;
        }
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (Character.isISOControl(c)) {
                return "must not have control characters, such as line breaks";
            }
            if ((c & 0xFFFE) == 0xFFFE || (c >= 0xFDD0 && c <= 0xFDEF)) {
                return "must not have what Unicode calls a noncharacter";
            }
            i += Character.charCount(c);
        }
        return null;
    }

    private static boolean isPair(String text, int i) {
        return i + 1 < text.length() && Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1));
    }
}
