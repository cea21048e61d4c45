// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.event;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import org.annals.ingest.access.Publisher;
import org.annals.ingest.data.EventData;
import org.annals.ingest.data.Violations;
import org.annals.ingest.type.EventTypes;

/** Checks a CloudEvent in its JSON format: its attributes, its data, and what one asks of the other. */
@Singleton
public class EventChecker {

    private final EventTypes types;
    private final Publisher publisher;

    @Inject
    EventChecker(EventTypes types) {
        this(types, Publisher.ANYBODY);
    }

    private EventChecker(EventTypes types, Publisher publisher) {
        this.types = types;
        this.publisher = publisher;
    }

    /** The same for what somebody publishes, who may not publish everything. */
    public EventChecker of(Publisher other) {
        return other.isLimited() ? new EventChecker(types, other) : this;
    }

    /** Adds all that is wrong with an event. */
    public void check(JsonNode event, Violations violations) {
        if (!event.isObject()) {
            violations.add(event, "must be a CloudEvent: a JSON object");
            return;
        }
        Attributes.check(event, violations);
        publisher.require(event.path("source").asText(), event.path("subject").asText());
        if (event.hasNonNull("data_base64")) {
            violations.add("data_base64", null, "is not taken; give data as a JSON object");
        }
        if (!event.hasNonNull("data")) {
            violations.add("data", null, "is required");
            return;
        }
        boolean isRetraction = event.hasNonNull("retracts");
        violations.enter("data");
        (isRetraction ? EventData.RETRACTION : EventData.EVENT).check(event.get("data"), violations);
        if (!isRetraction && !event.get("data").has("occurred") && !event.hasNonNull("time")) {
            violations.add("occurred", null, "is required where the event has no time");
        }
        violations.leave();
        if (!isRetraction) {
            types.check(event.path("type").asText(), event.get("data"), violations);
        }
    }
}
