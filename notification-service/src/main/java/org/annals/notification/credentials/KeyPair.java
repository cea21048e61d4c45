// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.credentials;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Base64;

/**
 * A key of which only we have the private half (Ed25519, the scheme {@code v1a}): whoever has the public one can prove
 * to others that a webhook is ours.
 */
public final class KeyPair implements SigningKey {

    static final String PREFIX = "whsk_";
    private static final String PUBLIC_PREFIX = "whpk_";
    private static final String ALGORITHM = "Ed25519";
    private static final int KEY_BYTES = 32;

    /** As libsodium writes it, and with it Standard Webhooks: the seed, and the public key after it. */
    private final byte[] key;

    private final PrivateKey privateKey;

    private KeyPair(byte[] key) {
        this.key = key;
        try {
            this.privateKey = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, Arrays.copyOf(key, KEY_BYTES)));
        } catch (GeneralSecurityException e) {
            throw noEd25519(e);
        }
    }

    public static KeyPair generate() {
        try {
            java.security.KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            byte[] seed = ((EdECPrivateKey) pair.getPrivate())
                    .getBytes()
                    .orElseThrow(() -> new IllegalStateException("The key that was just made does not show itself"));
            byte[] encoded = pair.getPublic().getEncoded();
            byte[] key = Arrays.copyOf(seed, 2 * KEY_BYTES);
            // X.509 has the key itself at its end.
            System.arraycopy(encoded, encoded.length - KEY_BYTES, key, KEY_BYTES, KEY_BYTES);
            return new KeyPair(key);
        } catch (GeneralSecurityException e) {
            throw noEd25519(e);
        }
    }

    static KeyPair parse(String text) {
        return new KeyPair(Base64.getDecoder().decode(text.substring(PREFIX.length())));
    }

    @Override
    public String sign(byte[] content) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(privateKey);
            signature.update(content);
            return "v1a," + Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw noEd25519(e);
        }
    }

    @Override
    public String reveal() {
        return PREFIX + Base64.getEncoder().encodeToString(key);
    }

    public String publicKey() {
        return PUBLIC_PREFIX + Base64.getEncoder().encodeToString(Arrays.copyOfRange(key, KEY_BYTES, 2 * KEY_BYTES));
    }

    /** Never the private half, so that it can't get into a log. */
    @Override
    public String toString() {
        return publicKey();
    }

    private static IllegalStateException noEd25519(GeneralSecurityException e) {
        return new IllegalStateException("This Java has no Ed25519, which every one must have from 15 on", e);
    }
}
