// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.body;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Body of a request in a temporary file, which is deleted when it is closed. */
public final class SpooledBody implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;
    private long length;

    SpooledBody() throws IOException {
        path = Files.createTempFile("annals-import-", ".body");
        channel = FileChannel.open(path, StandardOpenOption.WRITE);
    }

    public Path path() {
        return path;
    }

    public long length() {
        return length;
    }

    void append(Buffer chunk) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(chunk.getBytes());
        while (bytes.hasRemaining()) {
            length += channel.write(bytes);
        }
    }

    /** Ends the writing; the file stays until {@link #close()}. */
    void finish() throws IOException {
        channel.close();
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
