// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.credentials;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts credentials for the database, with AES-256-GCM. What it writes tells which key it needs, and can be read for
 * the subscription alone that it was written for.
 */
@Startup
@ApplicationScoped
public class Vault {

    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    /** Before the key's id and the base64 of nonce, ciphertext and tag. No plain secret begins so. */
    private static final String PREFIX = "aes256gcm:";

    private static final String NO_KEYS =
            "annals.encryption.keys is not set, so that the secrets of subscribers can't be"
                    + " encrypted. Make a key, keep it safe and set it on each replica, as by: export"
                    + " ANNALS_ENCRYPTION_KEYS=\"k1:$(openssl rand -base64 32)\"";

    private final EncryptionKeys keys;
    private final RandomGenerator random;
    private final ObjectMapper mapper;

    Vault(EncryptionConfig config, RandomGenerator random, ObjectMapper mapper) {
        this.keys = keys(config);
        this.random = random;
        this.mapper = mapper;
    }

    private static EncryptionKeys keys(EncryptionConfig config) {
        try {
            return EncryptionKeys.parse(config.keys().orElseThrow(() -> new ConfigurationException(NO_KEYS)));
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("annals.encryption.keys can't be used: " + e.getMessage());
        }
    }

    /** Credentials in plain text, as they are encrypted. */
    private record Stored(
            String key, List<Former> former, @Nullable Map<String, String> headers) {

        private record Former(String key, String until) {}
    }

    public String seal(UUID subscription, Credentials credentials) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key(keys.current()), nonce, subscription)
                    .doFinal(write(credentials));
            byte[] all = ByteBuffer.allocate(nonce.length + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return currentPrefix() + Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Credentials were not encrypted [subscription=" + subscription + "]", e);
        }
    }

    /** Reads what {@link #seal} wrote, and the plain secrets that the database has from before there was encryption. */
    public Credentials open(UUID subscription, String sealed) {
        if (!sealed.startsWith(PREFIX)) {
            return new Credentials(Secret.parse(sealed));
        }
        int colon = sealed.indexOf(':', PREFIX.length());
        String keyId = sealed.substring(PREFIX.length(), colon);
        byte[] all = Base64.getDecoder().decode(sealed.substring(colon + 1));
        byte[] nonce = new byte[NONCE_BYTES];
        ByteBuffer.wrap(all).get(nonce);
        try {
            return read(cipher(Cipher.DECRYPT_MODE, key(keyId), nonce, subscription)
                    .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "Credentials were not encrypted for this subscription by the key of the configuration"
                            + " [subscription=" + subscription + ", key=" + keyId + "]",
                    e);
        }
    }

    /** How everything begins that the current key has encrypted, and nothing else. */
    public String currentPrefix() {
        return PREFIX + keys.current() + ":";
    }

    private SecretKey key(String id) {
        SecretKey key = keys.find(id);
        if (key == null) {
            throw new ConfigurationException("annals.encryption.keys lacks the key '" + id
                    + "', which the database needs. Keep it after the first key until everything is encrypted anew.");
        }
        return key;
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, UUID subscription)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(subscription.toString().getBytes(StandardCharsets.US_ASCII));
        return cipher;
    }

    private byte[] write(Credentials credentials) {
        List<Stored.Former> former = credentials.former().stream()
                .map(replaced -> new Stored.Former(
                        replaced.key().reveal(), replaced.until().toString()))
                .toList();
        try {
            return mapper.writeValueAsBytes(new Stored(credentials.key().reveal(), former, credentials.headers()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Writing to memory failed", e);
        }
    }

    private Credentials read(byte[] plain) {
        try {
            Stored stored = mapper.readValue(plain, Stored.class);
            return new Credentials(
                    SigningKey.parse(stored.key()),
                    stored.former().stream()
                            .map(replaced -> new Credentials.Former(
                                    SigningKey.parse(replaced.key()), Instant.parse(replaced.until())))
                            .toList(),
                    stored.headers() == null ? Map.of() : stored.headers());
        } catch (IOException e) {
            throw new IllegalStateException("Credentials are not as they were written", e);
        }
    }
}
