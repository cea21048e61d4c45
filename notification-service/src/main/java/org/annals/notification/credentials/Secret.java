// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.credentials;

import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A key that a subscriber shares with us (HMAC-SHA256, the scheme {@code v1}), as Standard Webhooks writes it. */
public final class Secret implements SigningKey {

    static final String PREFIX = "whsec_";
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;
    private static final int GENERATED_BYTES = 32;

    private final byte[] key;

    private Secret(byte[] key) {
        this.key = key;
    }

    public static Secret generate(RandomGenerator random) {
        byte[] key = new byte[GENERATED_BYTES];
        random.nextBytes(key);
        return new Secret(key);
    }

    /** Throws IllegalArgumentException with the rule that the text breaks, without the text. */
    public static Secret parse(String text) {
        if (!text.startsWith(PREFIX)) {
            throw new IllegalArgumentException("must begin with " + PREFIX);
        }
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("must be base64 after " + PREFIX, e);
        }
        if (key.length < MIN_BYTES || key.length > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "must be of " + MIN_BYTES + " to " + MAX_BYTES + " bytes, it has " + key.length);
        }
        return new Secret(key);
    }

    @Override
    public String sign(byte[] content) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java has no HmacSHA256, which every one must have", e);
        }
    }

    /** For its owner, once, and to be encrypted. */
    @Override
    public String reveal() {
        return PREFIX + Base64.getEncoder().encodeToString(key);
    }

    /** Never the secret, so that it can't get into a log. */
    @Override
    public String toString() {
        return PREFIX + "...";
    }
}
