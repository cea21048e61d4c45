package org.annals.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;

/** The key that encrypts the secrets of subscribers in the local database: made once, readable by its owner alone. */
public final class EncryptionKey {

    private static final String FILE = "encryption-key";
    private static final String ID = "local";
    private static final int BYTES = 32;

    private EncryptionKey() {}

    /** As {@code annals.encryption.keys} takes it. */
    public static String keptIn(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            make(directory, file);
        }
        return Files.readString(file).strip();
    }

    private static void make(Path directory, Path file) throws IOException {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        Files.createDirectories(directory);
        // Moved into its place when it is whole: a key that is cut off would lock its database for ever.
        Path whole = Files.createTempFile(
                directory,
                FILE,
                null,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(whole, ID + ":" + Base64.getEncoder().encodeToString(key) + System.lineSeparator());
        Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
