// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.annals.notification.credentials.Credentials;
import org.annals.notification.credentials.Secret;

/** Subscriptions that no HTTP request made. */
public final class SubscriptionFixture {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Credentials CREDENTIALS = new Credentials(Secret.generate(new SecureRandom()));

    private SubscriptionFixture() {}

    /**
     * Of what is asked for, but for the sink.
     *
     * @param asked a JSON object
     */
    public static Subscription subscription(UUID id, String asked) {
        try {
            ObjectNode body = (ObjectNode) MAPPER.readTree(asked);
            body.put("sink", "https://example.org/hook").put("protocol", "HTTP");
            return new Subscription(
                    id,
                    NewSubscription.read(body),
                    Subscription.Status.ACTIVE,
                    null,
                    null,
                    Instant.EPOCH,
                    0,
                    CREDENTIALS,
                    Grant.NONE);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static Subscription subscription(UUID id, List<String> types, List<String> timelines) {
        ObjectNode asked = MAPPER.createObjectNode();
        types.forEach(asked.withArray("types")::add);
        timelines.forEach(asked.withArray("timelines")::add);
        asked.properties().removeIf(list -> list.getValue().isEmpty());
        return subscription(id, asked.toString());
    }
}
