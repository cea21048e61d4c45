// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.credentials;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

@ConfigMapping(prefix = "annals.encryption")
interface EncryptionConfig {

    /**
     * Keys of AES-256, each as an id, a colon and the base64 of 32 random bytes. The first encrypts; the others decrypt
     * what was encrypted before, until it is encrypted anew at the next start.
     */
    Optional<List<String>> keys();
}
