// SPDX-License-Identifier: Apache-2.0
package org.annals.local.workspace;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A process that was started, so that another run of the command finds it. Its start is part of it, since process
 * ids are used again.
 */
public record ProcessRecord(long pid, long startedMillis) {

    /** Linux counts a start in ticks since boot, and corrects the time of boot with the clock. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    private static final ObjectMapper JSON = new ObjectMapper();

    public static ProcessRecord of(ProcessHandle process) {
        return new ProcessRecord(
                process.pid(),
                process.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
    }

    /** The process, if it still lives. */
    public Optional<ProcessHandle> process() {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::isSame);
    }

    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        JSON.writeValue(file.toFile(), this);
    }

    /** The record, if the file has one; a file that a full disk left half written has none. */
    static Optional<ProcessRecord> read(Path file) {
        try {
            return Files.exists(file)
                    ? Optional.of(JSON.readValue(file.toFile(), ProcessRecord.class))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private boolean isSame(ProcessHandle process) {
        long started = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return Math.abs(started - startedMillis) <= CLOCK_TOLERANCE.toMillis();
    }
}
