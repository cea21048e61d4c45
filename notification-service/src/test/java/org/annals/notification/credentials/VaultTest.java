// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.credentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.runtime.configuration.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaultTest {

    private static final String OLD = "old:" + Base64.getEncoder().encodeToString(new byte[32]);
    private static final String NEW = "new:"
            + Base64.getEncoder()
                    .encodeToString("new and as long as it must be...".getBytes(StandardCharsets.US_ASCII));
    private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(new byte[24]);

    private final UUID subscription = UUID.randomUUID();
    private final Credentials credentials = new Credentials(Secret.parse(SECRET));

    @Test
    void what_is_sealed_can_be_opened_and_does_not_show_the_secret() {
        Vault vault = vault(OLD);

        String sealed = vault.seal(subscription, credentials);

        assertEquals(SECRET, vault.open(subscription, sealed).key().reveal());
        assertFalse(sealed.contains(SECRET.substring("whsec_".length())));
        assertNotEquals(sealed, vault.seal(subscription, credentials), "a nonce is never used twice");
    }

    @Test
    void what_was_sealed_for_one_subscription_is_no_good_for_another() {
        Vault vault = vault(OLD);

        String sealed = vault.seal(subscription, credentials);

        assertThrows(IllegalStateException.class, () -> vault.open(UUID.randomUUID(), sealed));
    }

    @Test
    void a_former_key_still_opens_and_the_first_seals() {
        String sealed = vault(OLD).seal(subscription, credentials);

        Vault rotated = vault(NEW, OLD);

        assertEquals(SECRET, rotated.open(subscription, sealed).key().reveal());
        assertFalse(sealed.startsWith(rotated.currentPrefix()));
        assertTrue(rotated.seal(subscription, credentials).startsWith(rotated.currentPrefix()));
    }

    @Test
    void a_key_that_is_missing_is_named() {
        String sealed = vault(OLD).seal(subscription, credentials);

        ConfigurationException refusal =
                assertThrows(ConfigurationException.class, () -> vault(NEW).open(subscription, sealed));

        assertTrue(String.valueOf(refusal.getMessage()).contains("lacks the key 'old'"), refusal.getMessage());
    }

    @Test
    void without_a_key_the_refusal_says_what_to_set() {
        ConfigurationException refusal = assertThrows(ConfigurationException.class, VaultTest::vaultWithoutKeys);

        assertTrue(String.valueOf(refusal.getMessage()).contains("ANNALS_ENCRYPTION_KEYS"), refusal.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "AAAA, each must begin with an id",
        "a key:AAAA, each must begin with an id",
        "k1:?, the key 'k1' is not base64",
        "k1:AAAA, 'the key ''k1'' must have 32 bytes, it has 3'"
    })
    void a_key_that_is_none_is_refused(String entry, String rule) {
        ConfigurationException refusal = assertThrows(ConfigurationException.class, () -> vault(entry));

        assertTrue(String.valueOf(refusal.getMessage()).contains(rule), refusal.getMessage());
    }

    @Test
    void two_keys_of_one_id_are_refused() {
        assertThrows(ConfigurationException.class, () -> vault(OLD, OLD));
    }

    private static Vault vault(String... keys) {
        return new Vault(() -> Optional.of(List.of(keys)), new SecureRandom(), new ObjectMapper());
    }

    private static Vault vaultWithoutKeys() {
        return new Vault(Optional::empty, new SecureRandom(), new ObjectMapper());
    }
}
