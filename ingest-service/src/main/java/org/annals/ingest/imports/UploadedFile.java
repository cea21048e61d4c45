// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** File that was sent, without its compression: its bytes and its text, to be read any number of times. */
final class UploadedFile implements AutoCloseable {

    private static final int HEAD_BYTES = 64 * 1024;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int GZIP_FIRST = 0x1F;
    private static final int GZIP_SECOND = 0x8B;

    private final Path path;
    private final boolean isOwn;
    private final byte[] head;
    private final @Nullable String declaredCharset;
    private final long maxWholeBytes;
    private @Nullable FileText text;

    private UploadedFile(Path path, boolean isOwn, @Nullable String declaredCharset, long maxWholeBytes)
            throws IOException {
        this.path = path;
        this.isOwn = isOwn;
        this.declaredCharset = declaredCharset;
        this.maxWholeBytes = maxWholeBytes;
        try (InputStream in = open()) {
            head = in.readNBytes(HEAD_BYTES);
        }
    }

    /**
     * Returns the file at a path, inflated where it is compressed with gzip.
     *
     * @param declaredCharset as the content type names it; null where it names none
     * @param maxBytes of the inflated file
     * @param maxWholeBytes of a file that is read as a whole
     */
    static UploadedFile of(Path path, @Nullable String declaredCharset, long maxBytes, long maxWholeBytes) {
        try {
            UploadedFile file = new UploadedFile(path, false, declaredCharset, maxWholeBytes);
            return file.isGzip() ? inflated(file, maxBytes) : file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isGzip() {
        return head.length > 2 && (head[0] & 0xFF) == GZIP_FIRST && (head[1] & 0xFF) == GZIP_SECOND;
    }

    private static UploadedFile inflated(UploadedFile file, long maxBytes) throws IOException {
        Path inflated = Files.createTempFile("annals-import-", ".inflated");
        boolean isWhole = false;
        try {
            try (InputStream in = new GZIPInputStream(file.open(), BUFFER_BYTES);
                    OutputStream out = Files.newOutputStream(inflated)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                long length = 0;
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    length += read;
                    if (length > maxBytes) {
                        throw ProblemException.tooLarge(
                                "request-too-large",
                                "A file may have at most " + maxBytes
                                        + " bytes, without its compression; import it in parts.");
                    }
                    out.write(buffer, 0, read);
                }
            } catch (EOFException | ZipException e) {
                throw ProblemException.badRequest(
                        "unreadable-file", "The file is compressed with gzip, and is damaged or ends early.");
            }
            UploadedFile result = new UploadedFile(inflated, true, file.declaredCharset, file.maxWholeBytes);
            isWhole = true;
            return result;
        } finally {
            if (!isWhole) {
                Files.deleteIfExists(inflated);
            }
        }
    }

    Path path() {
        return path;
    }

    /** Returns the first bytes. */
    byte[] head() {
        return head;
    }

    InputStream open() throws IOException {
        return new BufferedInputStream(Files.newInputStream(path), BUFFER_BYTES);
    }

    /** Returns all bytes; refuses a file that is too large to be held at once. */
    byte[] bytes() {
        try {
            long size = Files.size(path);
            if (size > maxWholeBytes) {
                throw ProblemException.tooLarge(
                        "file-too-large",
                        "A file of this format may have at most " + maxWholeBytes + " bytes, and this has " + size
                                + "; import it in parts, or as a table.");
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the encoding of the text; refuses bytes that are no text, with their position. */
    FileText text() {
        FileText found = text;
        if (found == null) {
            found = FileText.of(this, declaredCharset);
            text = found;
        }
        return found;
    }

    /** Returns a remark on the encoding; null where the text was not read, or its encoding is certain. */
    @Nullable
    String encodingNote() {
        return text == null ? null : text.note();
    }

    /** Returns a reader of the text, without its byte order mark. */
    Reader reader() throws IOException {
        FileText decoding = text();
        InputStream in = open();
        in.skipNBytes(decoding.markLength());
        return new InputStreamReader(
                in,
                decoding.charset()
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPLACE)
                        .onUnmappableCharacter(CodingErrorAction.REPLACE));
    }

    @Override
    public void close() {
        if (isOwn) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
