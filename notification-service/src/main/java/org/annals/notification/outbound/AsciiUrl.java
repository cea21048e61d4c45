// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.outbound;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * URLs as requests have them, in ASCII: the host in Punycode (IDN), all else percent-encoded (RFC 3987, section 3.1).
 */
public final class AsciiUrl {

    private static final int LAST_ASCII = 0x7f;

    /** What comes before the host of a URL or of a mailbox, the host, and the rest. */
    private static final Pattern PARTS = Pattern.compile(
            "((?:[a-z][a-z0-9+.-]*://(?:[^/?#@]*@)?|mailto:[^@]*@))([^/?#:@\\[\\]]*)(.*)",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** Names with these mean one host by the rules of 2003, which Java has, and another by those of 2008. */
    private static final Pattern TWO_READINGS = Pattern.compile("[\u00df\u03c2\u200c\u200d]");

    private AsciiUrl() {}

    /** Throws IllegalArgumentException with the rule that the text breaks. What is ASCII already stays as it is. */
    public static String of(String text) {
        Matcher parts = PARTS.matcher(text);
        return parts.matches()
                ? encoded(parts.group(1)) + host(parts.group(2)) + encoded(parts.group(3))
                : encoded(text);
    }

    /** The name of a host in ASCII. Throws IllegalArgumentException with the rule that it breaks. */
    public static String host(String name) {
        if (isAscii(name)) {
            return name;
        }
        if (TWO_READINGS.matcher(name).find()) {
            throw new IllegalArgumentException("must name its host in Punycode (xn--...): it can be read in two ways");
        }
        try {
            return IDN.toASCII(name, IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must name a host that has a form in ASCII (Punycode)", e);
        }
    }

    private static String encoded(String text) {
        if (isAscii(text)) {
            return text;
        }
        StringBuilder encoded = new StringBuilder();
        text.codePoints().forEach(point -> {
            if (point <= LAST_ASCII) {
                encoded.append((char) point);
            } else if (Character.getType(point) == Character.SURROGATE) {
                throw new IllegalArgumentException("must not have one half of a character alone");
            } else {
                for (byte part : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                    encoded.append(String.format("%%%02X", part));
                }
            }
        });
        return encoded.toString();
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(character -> character <= LAST_ASCII);
    }
}
