// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedLogTest {

    @TempDir
    Path directory;

    @Test
    void stays_in_one_file_up_to_its_limit() throws IOException {
        try (BoundedLog log = new BoundedLog(file(), 10)) {
            log.write("12345".getBytes(UTF_8));
            log.write("67890".getBytes(UTF_8));
        }

        assertEquals("1234567890", Files.readString(file()));
        assertFalse(Files.exists(aside()));
    }

    @Test
    void sets_the_full_file_aside_over_the_one_before() throws IOException {
        try (BoundedLog log = new BoundedLog(file(), 10)) {
            log.write("first.....".getBytes(UTF_8));
            log.write("second....".getBytes(UTF_8));
            log.write("3".getBytes(UTF_8));
        }

        assertEquals("3", Files.readString(file()));
        assertEquals("second....", Files.readString(aside()));
    }

    @Test
    void counts_what_an_earlier_run_wrote() throws IOException {
        Files.writeString(file(), "old.......");

        try (BoundedLog log = new BoundedLog(file(), 10)) {
            log.write("new".getBytes(UTF_8));
        }

        assertEquals("new", Files.readString(file()));
        assertEquals("old.......", Files.readString(aside()));
    }

    private Path file() {
        return directory.resolve("some.log");
    }

    private Path aside() {
        return directory.resolve("some.log.1");
    }
}
