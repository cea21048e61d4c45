// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A log file that is set aside as {@code <name>.1} when it is full, over the one that was set aside before. */
public final class BoundedLog extends OutputStream {

    static final long MAX_BYTES = 10L * 1024 * 1024;

    private final Path file;
    private final long maxBytes;
    private OutputStream out;
    private long size;

    /** Opens the file, to append to it; it is created with its folder when it is missing. */
    public BoundedLog(Path file) throws IOException {
        this(file, MAX_BYTES);
    }

    BoundedLog(Path file, long maxBytes) throws IOException {
        this.file = file.toAbsolutePath();
        this.maxBytes = maxBytes;
        Files.createDirectories(this.file.getParent());
        this.size = Files.exists(file) ? Files.size(file) : 0;
        this.out = open();
    }

    @Override
    public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (size > 0 && size + length > maxBytes) {
            out.close();
            setAside(file);
            size = 0;
            out = open();
        }
        out.write(bytes, offset, length);
        size += length;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** For a log that another program writes: sets it aside when it is full, while that program does not run. */
    static void setAsideWhenFull(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) > MAX_BYTES) {
            setAside(file);
        }
    }

    private static void setAside(Path file) throws IOException {
        Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
    }

    private OutputStream open() throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
