// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.credentials;

/** Signs webhooks as Standard Webhooks says. */
public sealed interface SigningKey permits Secret, KeyPair {

    /** As in the header {@code webhook-signature}: the scheme's version and the base64 of the signature. */
    String sign(byte[] content);

    /** In plain text, to be encrypted. */
    String reveal();

    /** Reads what {@link #reveal} wrote. */
    static SigningKey parse(String text) {
        return text.startsWith(KeyPair.PREFIX) ? KeyPair.parse(text) : Secret.parse(text);
    }
}
