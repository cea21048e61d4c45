// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.body;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.annals.ingest.problem.ProblemException;

/**
 * Inflates gzip (RFC 1952) as it comes in, one member or several. The platform's own reader waits for bytes, which would
 * hold a thread for each slow sender.
 */
final class Gunzip {

    private static final int OUTPUT_BYTES = 8192;
    private static final int TRAILER_BYTES = 8;

    private enum Part {
        HEADER,
        CONTENT,
        TRAILER,
        BETWEEN
    }

    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private GunzipHeader header = new GunzipHeader();
    private Part part = Part.HEADER;
    private long trailer;
    private int trailerBytes;

    /** Passes on what the bytes inflate to, in pieces, so that who takes them can refuse more. */
    void inflate(byte[] bytes, Consumer<Buffer> inflated) {
        int position = 0;
        while (position < bytes.length) {
            position = switch (part) {
                case HEADER -> header(bytes, position);
                case CONTENT -> content(bytes, position, inflated);
                case TRAILER -> trailer(bytes, position);
                case BETWEEN -> nextMember(position);
            };
        }
    }

    /** Refuses what ended too early. */
    void end() {
        if (part != Part.BETWEEN) {
            throw wrong("it ends early");
        }
    }

    /** Gives the memory back; nothing is to be inflated any more. */
    void close() {
        inflater.end();
    }

    private int header(byte[] bytes, int position) {
        if (header.take(bytes[position])) {
            part = Part.CONTENT;
        }
        return position + 1;
    }

    private int content(byte[] bytes, int position, Consumer<Buffer> inflated) {
        inflater.setInput(bytes, position, bytes.length - position);
        try {
            while (!inflater.finished() && !inflater.needsInput()) {
                byte[] output = new byte[OUTPUT_BYTES];
                int length = inflater.inflate(output);
                checksum.update(output, 0, length);
                inflated.accept(Buffer.buffer(Unpooled.wrappedBuffer(output, 0, length)));
            }
        } catch (DataFormatException e) {
            throw wrong("its content can't be inflated");
        }
        if (inflater.finished()) {
            part = Part.TRAILER;
        }
        return bytes.length - inflater.getRemaining();
    }

    /** The checksum and the length, 32 bits of each, the last byte first. */
    private int trailer(byte[] bytes, int position) {
        trailer |= (bytes[position] & 0xFFL) << (Byte.SIZE * trailerBytes++);
        if (trailerBytes == TRAILER_BYTES) {
            long length = inflater.getBytesWritten() & 0xFFFFFFFFL;
            if (trailer != (length << Integer.SIZE | checksum.getValue())) {
                throw wrong("its checksum is another");
            }
            part = Part.BETWEEN;
        }
        return position + 1;
    }

    private int nextMember(int position) {
        header = new GunzipHeader();
        inflater.reset();
        checksum.reset();
        trailer = 0;
        trailerBytes = 0;
        part = Part.HEADER;
        return position;
    }

    static ProblemException wrong(String reason) {
        return ProblemException.badRequest("invalid-gzip", "The body is no gzip as its header says: " + reason + ".");
    }
}
