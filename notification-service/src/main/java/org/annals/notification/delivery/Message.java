// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What subscribers are told about a change.
 *
 * @param revision of the event: 1, and one more with each correction
 * @param recorded when the change was stored
 * @param traceparent the trace that the change is part of (W3C Trace Context)
 * @param body a CloudEvent in structured JSON, as it is sent
 */
public record Message(
        String timeline,
        long sequence,
        UUID eventId,
        int revision,
        String type,
        Instant recorded,
        @Nullable String traceparent,
        String body) {

    private static final JsonFactory JSON = new JsonFactory();

    /** Returns whether its timeline was private when it was stored, as its body says. */
    boolean storedAsPrivate() {
        try (JsonParser json = JSON.createParser(body)) {
            json.nextToken();
            // Attributes are text and come first.
            while (json.nextToken() == JsonToken.FIELD_NAME
                    && !json.currentName().equals("data")) {
                String name = json.currentName();
                json.nextToken();
                if (name.equals("visibility")) {
                    return json.getText().equals("private");
                }
            }
            return false;
        } catch (IOException e) {
            throw new IllegalStateException("A stored message is no JSON", e);
        }
    }

    /** The same, told in other words. */
    public Message withBody(String other) {
        return new Message(timeline, sequence, eventId, revision, type, recorded, traceparent, other);
    }
}
