package org.annals.ingest.imports;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.annals.ingest.problem.ProblemException;

/** The text of a file that does not say its encoding: then it must be UTF-8. */
final class FileText {

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private FileText() {}

    static String of(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw ProblemException.badRequest(
                    "unreadable-file",
                    "The file must be UTF-8, and is not from byte " + in.position()
                            + " on. In a spreadsheet, save it as CSV UTF-8.");
        }
    }

    /** What says of itself what it is, whatever its encoding. */
    static String head(byte[] bytes, int length) {
        return new String(bytes, 0, Math.min(bytes.length, length), StandardCharsets.UTF_8)
                .replace(BYTE_ORDER_MARK, "");
    }
}
