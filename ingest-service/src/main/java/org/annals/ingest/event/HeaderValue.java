// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.event;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Values of attributes in HTTP headers, as the CloudEvents HTTP protocol binding writes them (section 3.1.3.2). */
final class HeaderValue {

    private static final int LAST_ASCII = 0x7E;
    private static final int HEX = 16;

    private HeaderValue() {}

    /** The value that the header stands for; null where it is not percent-encoded UTF-8. */
    static @Nullable String decode(String header) {
        String text = unquoted(header);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c > LAST_ASCII) {
                return null;
            }
            if (c != '%') {
                bytes.write(c);
                continue;
            }
            int decoded = i + 2 < text.length() ? hex(text.charAt(i + 1), text.charAt(i + 2)) : -1;
            if (decoded < 0) {
                return null;
            }
            bytes.write(decoded);
            i += 2;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Senders may put a value in quotes, as HTTP allows; they are no part of it. */
    private static String unquoted(String header) {
        boolean isQuoted = header.length() >= 2 && header.startsWith("\"") && header.endsWith("\"");
        return isQuoted ? header.substring(1, header.length() - 1).replaceAll("\\\\(.)", "$1") : header;
    }

    private static int hex(char high, char low) {
        int most = Character.digit(high, HEX);
        int least = Character.digit(low, HEX);
        return most < 0 || least < 0 ? -1 : most * HEX + least;
    }
}
