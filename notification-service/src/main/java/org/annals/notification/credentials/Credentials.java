// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.credentials;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What only a subscriber and we know.
 *
 * @param key signs webhooks
 * @param former those that it has replaced, which sign too until their time has come
 * @param headers that webhooks carry beside ours, by their names in lower case
 */
public record Credentials(SigningKey key, List<Former> former, Map<String, String> headers) {

    /** How many may sign beside the current one: each makes every webhook longer. */
    public static final int MAX_FORMER = 4;

    /** A key that was replaced, and until when receivers may still know only it. */
    public record Former(SigningKey key, Instant until) {}

    public Credentials {
        former = List.copyOf(former);
        headers = Map.copyOf(headers);
    }

    public Credentials(SigningKey key) {
        this(key, List.of(), Map.of());
    }

    /** Those that sign now, the current one first. */
    public List<SigningKey> validAt(Instant now) {
        List<SigningKey> keys = new ArrayList<>();
        keys.add(key);
        former.stream().filter(replaced -> replaced.until().isAfter(now)).forEach(replaced -> keys.add(replaced.key()));
        return keys;
    }

    /** The value of the header {@code webhook-signature}: of each key that signs now. */
    public String sign(byte[] content, Instant now) {
        if (former.isEmpty()) {
            return key.sign(content);
        }
        return validAt(now).stream().map(valid -> valid.sign(content)).collect(Collectors.joining(" "));
    }

    /** With another key; the present one still signs until the given time. */
    public Credentials rotate(SigningKey next, Instant now, Instant until) {
        List<Former> still = new ArrayList<>();
        still.add(new Former(key, until));
        former.stream().filter(replaced -> replaced.until().isAfter(now)).forEach(still::add);
        return new Credentials(next, still, headers);
    }

    public Credentials withHeaders(Map<String, String> other) {
        return new Credentials(key, former, other);
    }

    /** Nothing secret, so that it can't get into a log. */
    @Override
    public String toString() {
        return "Credentials[key=" + key + "]";
    }
}
