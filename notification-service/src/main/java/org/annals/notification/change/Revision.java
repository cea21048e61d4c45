// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.annals.notification.delivery.Message;
import org.annals.notification.delivery.ToldStore;
import org.jspecify.annotations.Nullable;

/**
 * An earlier state of an event.
 *
 * @param number 1 for the first
 */
record Revision(int number, JsonNode data) {

    /** An attribute is for a glance; whoever wants to know more asks the timeline. */
    private static final int MAX_PATCH_LENGTH = 16 * 1024;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Revision of(Change change) {
        return new Revision(change.message().revision(), change.data());
    }

    /** As subscribers were told; null when it can't be read any more. */
    static @Nullable Revision of(ToldStore.Revision told) {
        try {
            return new Revision(told.number(), MAPPER.readTree(told.body()).path("data"));
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** The message of a later correction, with the differences to this one as an attribute. */
    Message describe(Change later) {
        Message message = later.message();
        if (!"correction".equals(later.facts().attributes().get("kind")) || number >= message.revision()) {
            return message;
        }
        String patch = ContentDiff.patch(data, later.data()).toString();
        if (patch.length() > MAX_PATCH_LENGTH) {
            return message;
        }
        // Before all else, so that the data stays as it was written.
        String body = "{\"changedsince\":\"" + number + "\",\"changes\":" + JsonNodeFactory.instance.textNode(patch)
                + "," + message.body().substring(1);
        return message.withBody(body);
    }
}
