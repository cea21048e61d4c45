// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A link as an event's answer has it: how, who says so, and as much of the other event as a reader needs to choose.
 *
 * @param claimedBy absent where it is the publisher of the event that has the link
 * @param timeline absent, as all after it, where the other event is not there (yet)
 * @param occurred as published; absent where it was withdrawn
 * @param title as published; absent where it was withdrawn
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record LinkedEvent(
        Link.Rel rel,
        @Nullable String claimedBy,
        UUID eventId,
        @Nullable String timeline,
        @Nullable String type,
        @Nullable Instant earliest,
        @Nullable Instant latest,
        @Nullable String occurred,
        @Nullable String title,
        @Nullable Boolean retracted) {

    static LinkedEvent of(Link link, EventView other) {
        JsonNode data = other.tree();
        return new LinkedEvent(
                link.rel(),
                link.claimedBy(),
                other.eventId(),
                other.timeline(),
                other.type(),
                other.earliest(),
                other.latest(),
                data.path("occurred").textValue(),
                data.path("title").textValue(),
                other.retracted());
    }

    static LinkedEvent unknown(Link link) {
        return new LinkedEvent(link.rel(), link.claimedBy(), link.to(), null, null, null, null, null, null, null);
    }
}
