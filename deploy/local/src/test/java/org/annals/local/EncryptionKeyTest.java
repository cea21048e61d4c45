// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EncryptionKeyTest {

    @TempDir
    Path directory;

    @Test
    void the_key_is_made_once_and_stays() throws IOException {
        String made = EncryptionKey.keptIn(directory);

        assertEquals(made, EncryptionKey.keptIn(directory));
        assertEquals(32, Base64.getDecoder().decode(made.substring("local:".length())).length);
        assertNotEquals(made, EncryptionKey.keptIn(directory.resolve("another")));
    }

    @Test
    void only_its_owner_may_read_the_key() throws IOException {
        EncryptionKey.keptIn(directory);

        try (Stream<Path> files = Files.list(directory)) {
            Path file = files.findFirst().orElseThrow();
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        }
    }
}
