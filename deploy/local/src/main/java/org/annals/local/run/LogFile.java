// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a log while another process writes it. */
final class LogFile {

    private static final int TAIL_BYTES = 256 * 1024;

    private final Path file;
    private long position;

    /** Reads on from the position, in bytes. */
    private LogFile(Path file, long position) {
        this.file = file;
        this.position = position;
    }

    /** Stands at the end of the file, which need not be there yet. */
    static LogFile atEnd(Path file) throws IOException {
        return new LogFile(file, Files.exists(file) ? Files.size(file) : 0);
    }

    /** The last lines, of which at most 256 KiB are read. */
    static List<String> last(Path file, int count) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        LogFile log = new LogFile(file, Math.max(0, Files.size(file) - TAIL_BYTES));
        List<String> lines = log.more().lines().toList();
        return lines.subList(Math.max(0, lines.size() - count), lines.size());
    }

    /** What was written since; from the beginning, when the file was set aside for a new one. */
    String more() throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            if (in.length() < position) {
                position = 0;
            }
            in.seek(position);
            byte[] bytes = new byte[(int) Math.min(in.length() - position, TAIL_BYTES)];
            in.readFully(bytes);
            int end = endOfLastLine(bytes);
            position += end;
            return new String(bytes, 0, end, StandardCharsets.UTF_8);
        }
    }

    /** Up to where the lines are whole, so that no character is torn; a line that fills all is torn. */
    private static int endOfLastLine(byte[] bytes) {
        for (int end = bytes.length; end > 0; end--) {
            if (bytes[end - 1] == '\n') {
                return end;
            }
        }
        return bytes.length == TAIL_BYTES ? bytes.length : 0;
    }
}
