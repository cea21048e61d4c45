// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/** A secret of the local installation: made once, readable by its owner alone. */
final class OwnersFile {

    private OwnersFile() {}

    /** Makes an empty file of a name that begins so, for its owner alone. */
    static Path create(Path directory, String name) throws IOException {
        return Files.createTempFile(
                directory,
                name,
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** What the file says, which is made first where it is not there. */
    static String keptIn(Path directory, String name, Supplier<String> maker) throws IOException {
        Path file = directory.resolve(name);
        if (!Files.exists(file)) {
            Files.createDirectories(directory);
            // Moved into its place when it is whole: a key that is cut off would lock its database for ever.
            Path whole = create(directory, name);
            Files.writeString(whole, maker.get() + System.lineSeparator());
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file).strip();
    }
}
