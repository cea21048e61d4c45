// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Text in the header of a mail, as RFC 2047 writes what is not ASCII. */
final class HeaderText {

    /** Longer lines are folded, which plain words are not here. */
    private static final int MAX_PLAIN = 66;

    /** 52 characters of base64 and twelve around them, after the name of the header: less than the 76 that a line may have. */
    private static final int MAX_ENCODED_BYTES = 39;

    private HeaderText() {}

    static String encode(String text) {
        String line = PlainText.line(text);
        boolean plain = line.length() <= MAX_PLAIN
                && !line.contains("=?")
                && line.chars().allMatch(character -> character >= ' ' && character <= '~');
        return plain ? line : String.join("\r\n ", words(line));
    }

    /** None of which divides a character. */
    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        int bytes = 0;
        for (int point : line.codePoints().toArray()) {
            String character = Character.toString(point);
            int size = character.getBytes(StandardCharsets.UTF_8).length;
            if (bytes + size > MAX_ENCODED_BYTES) {
                words.add(word(word));
                word.setLength(0);
                bytes = 0;
            }
            word.append(character);
            bytes += size;
        }
        words.add(word(word));
        return words;
    }

    private static String word(CharSequence text) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        return "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes) + "?=";
    }
}
