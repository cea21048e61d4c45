// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** The key that encrypts the secrets of subscribers in the local database. */
public final class EncryptionKey {

    private static final String FILE = "encryption-key";
    private static final String ID = "local";
    private static final int BYTES = 32;

    private EncryptionKey() {}

    /** As {@code annals.encryption.keys} takes it. */
    public static String keptIn(Path directory) throws IOException {
        return OwnersFile.keptIn(directory, FILE, EncryptionKey::make);
    }

    private static String make() {
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        return ID + ":" + Base64.getEncoder().encodeToString(key);
    }
}
