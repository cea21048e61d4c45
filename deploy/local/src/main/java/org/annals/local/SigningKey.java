// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import java.io.IOException;
import java.nio.file.Path;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.OctetKeyPairJsonWebKey;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.lang.JoseException;

/** The key that signs the checkpoints of timelines. */
public final class SigningKey {

    private static final String FILE = "signing-key.json";

    private SigningKey() {}

    /** As {@code annals.proof.signing-key} takes it: the one of the local installation. */
    public static String keptIn(Path directory) throws IOException {
        return OwnersFile.keptIn(directory, FILE, SigningKey::make);
    }

    /** A new one, as a JSON Web Key with its private part. */
    public static String make() {
        try {
            OctetKeyPairJsonWebKey key = OkpJwkGenerator.generateJwk(OctetKeyPairJsonWebKey.SUBTYPE_ED25519);
            key.setKeyId(key.calculateBase64urlEncodedThumbprint("SHA-256"));
            return key.toJson(OutputControlLevel.INCLUDE_PRIVATE);
        } catch (JoseException e) {
            throw new IllegalStateException("Every supported Java has Ed25519", e);
        }
    }
}
