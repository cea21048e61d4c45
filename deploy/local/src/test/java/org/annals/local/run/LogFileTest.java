// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {

    @TempDir
    Path directory;

    private Path file;

    @BeforeEach
    void name() {
        file = directory.resolve("some.log");
    }

    @Test
    void has_the_last_lines() throws IOException {
        Files.writeString(file, "1\n2\n3\n");

        assertEquals(List.of("2", "3"), LogFile.last(file, 2));
        assertEquals(List.of("1", "2", "3"), LogFile.last(file, 4));
    }

    @Test
    void has_nothing_while_the_file_is_missing() throws IOException {
        assertEquals(List.of(), LogFile.last(file, 2));
        assertEquals("", LogFile.atEnd(file).more());
    }

    @Test
    void has_what_was_added_once_its_line_is_whole() throws IOException {
        Files.writeString(file, "old\n");
        LogFile log = LogFile.atEnd(file);

        append("new\nhal");
        assertEquals("new\n", log.more());
        append("f\n");
        assertEquals("half\n", log.more());
    }

    @Test
    void begins_anew_when_the_file_was_set_aside() throws IOException {
        Files.writeString(file, "a long line that fills it\n");
        LogFile log = LogFile.atEnd(file);

        Files.writeString(file, "new\n");

        assertEquals("new\n", log.more());
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }
}
