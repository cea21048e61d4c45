// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import java.util.Set;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Encoding of a file: that of its byte order mark, else UTF-16 where every second byte is zero, else the one that its
 * content type declares, else UTF-8, else windows-1252 where the bytes leave little doubt. What is declared as Latin-1 is
 * windows-1252, as browsers take it, unless it is UTF-8.
 *
 * @param markLength bytes of the byte order mark
 * @param note for the report, where the encoding was guessed; else null
 */
record FileText(Charset charset, int markLength, @Nullable String note) {

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    /** Charsets that are declared where windows-1252 is meant. */
    private static final Set<Charset> SINGLE_BYTE =
            Set.of(StandardCharsets.ISO_8859_1, StandardCharsets.US_ASCII, WINDOWS_1252);

    private static final int FIRST_BEYOND_ASCII = 0x80;
    private static final String WESTERN = western();
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int SAMPLE_BYTES = 4096;
    private static final int UTF_16_UNIT = 2;

    /** Bytes that are marks of punctuation in windows-1252, and hardly anything but letters elsewhere. */
    private static final String PUNCTUATION = "\u2018\u2019\u201A\u201C\u201D\u201E\u2013\u2014\u2026\u20AC"
            + "\u2022\u00A0\u00AB\u00BB\u00B0\u00B7\u00A7\u00A9\u00AE\u2122\u00A3\u00BF\u00A1\u00BD\u00BC\u00BE\u00B2\u00B3"
            + "\u00BA\u00AA\u00B4\u00D7";

    /** Longer runs of letters beyond ASCII are of another alphabet. */
    private static final int MAX_RUN = 2;

    static FileText of(UploadedFile file, @Nullable String declared) {
        byte[] head = file.head();
        FileText marked = marked(head);
        if (marked != null) {
            return checked(file, marked);
        }
        Charset wide = wide(head);
        if (wide != null) {
            return checked(file, new FileText(wide, 0, null));
        }
        Charset named = declared == null ? null : named(declared);
        if (named != null && !SINGLE_BYTE.contains(named)) {
            return checked(file, new FileText(named, 0, null));
        }
        long wrongAt = wrongAt(file, StandardCharsets.UTF_8, 0);
        if (wrongAt < 0) {
            // Text of another encoding is never UTF-8 by accident, and some clients add a charset to all that they
            // send.
            return new FileText(StandardCharsets.UTF_8, 0, null);
        }
        if (named != null) {
            return checked(file, new FileText(WINDOWS_1252, 0, null));
        }
        if (isWestern(file, wrongAt)) {
            return new FileText(
                    WINDOWS_1252,
                    0,
                    "The file is no UTF-8 from byte " + wrongAt
                            + " on, and was read as windows-1252. Where letters are "
                            + "wrong, name its encoding in the content type, as in text/csv; charset=windows-1251.");
        }
        throw notUtf8(wrongAt);
    }

    /** Returns the text of bytes that must be UTF-8. */
    static String of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw notUtf8(in.position());
        }
    }

    private static ProblemException notUtf8(long position) {
        return ProblemException.badRequest(
                "unreadable-file",
                "The file must be UTF-8, and is not from byte " + position
                        + " on. In a spreadsheet, save it as CSV UTF-8; or name its encoding in the content type, as in "
                        + "text/csv; charset=windows-1251.");
    }

    private static FileText checked(UploadedFile file, FileText text) {
        long wrongAt = wrongAt(file, text.charset, text.markLength);
        if (wrongAt >= 0) {
            throw ProblemException.badRequest(
                    "unreadable-file",
                    "The file is declared as " + text.charset.name() + ", and is not from byte " + wrongAt + " on.");
        }
        return text;
    }

    private static @Nullable FileText marked(byte[] head) {
        if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
            return new FileText(StandardCharsets.UTF_8, 3, null);
        }
        if (startsWith(head, 0xFF, 0xFE)) {
            return new FileText(StandardCharsets.UTF_16LE, 2, null);
        }
        return startsWith(head, 0xFE, 0xFF) ? new FileText(StandardCharsets.UTF_16BE, 2, null) : null;
    }

    private static boolean startsWith(byte[] head, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (head.length <= i || (head[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static Charset named(String charset) {
        try {
            return Charset.forName(charset);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw ProblemException.badRequest(
                    "unknown-charset",
                    "The charset " + charset.toLowerCase(Locale.ROOT)
                            + " of the content type is not supported; write utf-8, utf-16 or windows-1252, for example.");
        }
    }

    /** Returns the UTF-16 that text without a byte order mark is; most of the separators of a file are ASCII. */
    private static @Nullable Charset wide(byte[] head) {
        int length = Math.min(head.length, SAMPLE_BYTES) / UTF_16_UNIT * UTF_16_UNIT;
        int[] zeros = new int[UTF_16_UNIT];
        for (int i = 0; i < length; i++) {
            zeros[i % UTF_16_UNIT] += head[i] == 0 ? 1 : 0;
        }
        if (zeros[1] * 2 * UTF_16_UNIT > length && zeros[0] == 0) {
            return StandardCharsets.UTF_16LE;
        }
        return zeros[0] * 2 * UTF_16_UNIT > length && zeros[1] == 0 ? StandardCharsets.UTF_16BE : null;
    }

    /** Returns the position of the first byte that is not of the encoding; -1 where all are. */
    private static long wrongAt(UploadedFile file, Charset charset, int skipped) {
        try (InputStream in = file.open()) {
            in.skipNBytes(skipped);
            CharsetDecoder decoder = charset.newDecoder();
            ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES);
            CharBuffer chars = CharBuffer.allocate(BUFFER_BYTES);
            long start = skipped;
            boolean isEnd = false;
            while (!isEnd) {
                int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
                isEnd = read < 0;
                bytes.position(bytes.position() + Math.max(read, 0)).flip();
                CoderResult result = decoder.decode(bytes, chars.clear(), isEnd);
                while (result.isOverflow()) {
                    result = decoder.decode(bytes, chars.clear(), isEnd);
                }
                if (result.isError()) {
                    return start + bytes.position();
                }
                start += bytes.position();
                bytes.compact();
            }
            return -1;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Tells whether bytes that are no UTF-8 are windows-1252 for all that can be seen: none of them is undefined there, no
     * symbol touches a letter, and letters beyond ASCII are few in a row, as in French or German. Other alphabets fill
     * whole words with such bytes. Where characters of UTF-8 come first, the file is a damaged one of UTF-8.
     */
    private static boolean isWestern(UploadedFile file, long wrongAt) {
        try (InputStream in = file.open()) {
            int previous = ' ';
            int run = 0;
            boolean symbolBefore = false;
            long position = 0;
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b >= FIRST_BEYOND_ASCII && position < wrongAt) {
                    return false;
                }
                position++;
                if (b < FIRST_BEYOND_ASCII) {
                    if (b == 0 || (symbolBefore && isLetter(b))) {
                        return false;
                    }
                    run = 0;
                    symbolBefore = false;
                } else {
                    char c = WESTERN.charAt(b - FIRST_BEYOND_ASCII);
                    boolean isLetter = Character.isLetter(c) && PUNCTUATION.indexOf(c) < 0;
                    boolean isSymbol = !isLetter && PUNCTUATION.indexOf(c) < 0;
                    run = isLetter ? run + 1 : 0;
                    if (c == '\uFFFD' || run > MAX_RUN || (isSymbol && isLetter(previous))) {
                        return false;
                    }
                    symbolBefore = isSymbol;
                }
                previous = b;
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String western() {
        byte[] bytes = new byte[FIRST_BEYOND_ASCII];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (FIRST_BEYOND_ASCII + i);
        }
        return new String(bytes, WINDOWS_1252);
    }

    private static boolean isLetter(int ascii) {
        return (ascii >= 'a' && ascii <= 'z') || (ascii >= 'A' && ascii <= 'Z');
    }
}
