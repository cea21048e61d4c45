// SPDX-License-Identifier: Apache-2.0
package org.annals.local;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/** The key that signs tokens where there is no identity provider, as the services take it: RSA, for RS256. */
public final class TokenKey {

    private static final String FILE = "token-key";
    private static final int BITS = 2048;
    private static final String HEADER = "{\"alg\":\"RS256\",\"typ\":\"JWT\"}";

    private final PrivateKey key;

    private TokenKey(PrivateKey key) {
        this.key = key;
    }

    /** The one of the local installation. */
    public static TokenKey keptIn(Path directory) throws IOException {
        return of(OwnersFile.keptIn(directory, FILE, TokenKey::make));
    }

    /** One that nobody has yet. */
    public static TokenKey anew() {
        return of(make());
    }

    /** The public part, as {@code quarkus.oidc.public-key} takes it. */
    public String publicKey() {
        try {
            RSAPrivateCrtKey parts = (RSAPrivateCrtKey) key;
            return Base64.getEncoder()
                    .encodeToString(KeyFactory.getInstance("RSA")
                            .generatePublic(new RSAPublicKeySpec(parts.getModulus(), parts.getPublicExponent()))
                            .getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has RSA", e);
        }
    }

    /** A JSON Web Token (RFC 7519) with these claims, given as JSON. */
    public String token(String claims) {
        String signed = encoded(HEADER.getBytes(StandardCharsets.UTF_8)) + "."
                + encoded(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + encoded(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has RSA with SHA-256", e);
        }
    }

    private static String encoded(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static TokenKey of(String kept) {
        try {
            return new TokenKey(KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(kept))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The kept key is none", e);
        }
    }

    private static String make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            return Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has RSA", e);
        }
    }
}
