// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * The text of an XML file, decoded by its byte order mark or its declaration, and else as UTF-8.
 *
 * @param note about a charset that is not the declared one; null where it is
 */
record XmlText(String text, @Nullable String note) {

    private static final int HEAD = 1000;
    private static final Pattern ENCODING =
            Pattern.compile("\\A\\s*<\\?xml\\b[^>]{0,500}?\\bencoding\\s*=\\s*[\"']([A-Za-z0-9._:-]{1,40})[\"']");

    /** As browsers read it: the names of the smaller charsets stand for the one of Windows that contains them. */
    private static final String WINDOWS_LATIN = "windows-1252";

    static XmlText of(byte[] bytes) {
        Charset marked = marked(bytes);
        if (marked != null) {
            String text = decoded(bytes, marked);
            return new XmlText(text.startsWith("\uFEFF") ? text.substring(1) : text, null);
        }
        Matcher encoding =
                ENCODING.matcher(new String(bytes, 0, Math.min(bytes.length, HEAD), StandardCharsets.ISO_8859_1));
        Charset declared = encoding.find() ? charset(encoding.group(1)) : StandardCharsets.UTF_8;
        if (declared.equals(StandardCharsets.UTF_8)) {
            return new XmlText(decoded(bytes, declared), null);
        }
        if (isUtf8(bytes)) {
            String text = new String(bytes, StandardCharsets.UTF_8);
            boolean isAscii = text.length() == bytes.length;
            return new XmlText(
                    text,
                    isAscii
                            ? null
                            : "the file says that it is " + encoding.group(1)
                                    + " and was read as the UTF-8 that it is");
        }
        return new XmlText(decoded(bytes, declared), null);
    }

    private static @Nullable Charset marked(byte[] bytes) {
        int first = bytes.length > 1 ? ((bytes[0] & 0xFF) << 8) | (bytes[1] & 0xFF) : 0;
        return switch (first) {
            case 0xFEFF, 0x003C -> StandardCharsets.UTF_16BE;
            case 0xFFFE, 0x3C00 -> StandardCharsets.UTF_16LE;
            case 0xEFBB -> StandardCharsets.UTF_8;
            default -> null;
        };
    }

    private static Charset charset(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.startsWith("utf-16") || lower.startsWith("ucs-2") || lower.startsWith("iso-10646-ucs")) {
            // Without a single byte that is zero it is not.
            return StandardCharsets.UTF_8;
        }
        try {
            Charset charset = Charset.forName(name);
            return charset.equals(StandardCharsets.ISO_8859_1) || charset.equals(StandardCharsets.US_ASCII)
                    ? Charset.forName(WINDOWS_LATIN)
                    : charset;
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw XmlForm.unreadable("its charset " + name + " is not supported; save it as UTF-8");
        }
    }

    private static boolean isUtf8(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static String decoded(byte[] bytes, Charset charset) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            return charset.newDecoder().decode(in).toString();
        } catch (CharacterCodingException e) {
            int line = 1;
            for (int i = 0; i < in.position(); i++) {
                line += bytes[i] == '\n' ? 1 : 0;
            }
            throw ProblemException.badRequest(
                    "unreadable-file",
                    "The file says that it is " + charset.name() + ", and is not from byte " + in.position() + " (line "
                            + line + ") on. Save it in the charset that it names.");
        }
    }
}
