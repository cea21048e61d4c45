// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.credentials;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The keys of the configuration by their ids; the first is the current one. */
final class EncryptionKeys {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,32}");
    private static final int KEY_BYTES = 32;

    private final String current;
    private final Map<String, SecretKey> byId;

    private EncryptionKeys(String current, Map<String, SecretKey> byId) {
        this.current = current;
        this.byId = byId;
    }

    /** Throws IllegalArgumentException with the rule that an entry breaks, without its key. */
    static EncryptionKeys parse(List<String> entries) {
        Map<String, SecretKey> byId = new LinkedHashMap<>();
        for (String entry : entries) {
            int colon = entry.indexOf(':');
            String id = colon < 0 ? "" : entry.substring(0, colon).strip();
            if (!ID.matcher(id).matches()) {
                throw new IllegalArgumentException(
                        "each must begin with an id of 1 to 32 letters, digits or -, and a colon");
            }
            if (byId.put(id, key(id, entry.substring(colon + 1).strip())) != null) {
                throw new IllegalArgumentException("there are two keys '" + id + "'");
            }
        }
        if (byId.isEmpty()) {
            throw new IllegalArgumentException("there is no key");
        }
        return new EncryptionKeys(byId.keySet().iterator().next(), byId);
    }

    String current() {
        return current;
    }

    @Nullable
    SecretKey find(String id) {
        return byId.get(id);
    }

    private static SecretKey key(String id, String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // Without the cause, which may repeat a part of the key.
            throw new IllegalArgumentException("the key '" + id + "' is not base64");
        }
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException(
                    "the key '" + id + "' must have " + KEY_BYTES + " bytes, it has " + bytes.length);
        }
        return new SecretKeySpec(bytes, "AES");
    }
}
