// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.event;

import java.util.List;
import java.util.UUID;

/**
 * What became of a request.
 *
 * @param accepted its events, in its order
 */
record Accepted(List<Event> accepted) {

    /**
     * One of them.
     *
     * @param eventId by which it is found in the timeline; of a correction or retraction, the event that it revises
     */
    record Event(UUID eventId, String timeline, String source, String id) {}

    static Accepted of(List<NewEvent> events) {
        return new Accepted(events.stream()
                .map(event -> new Event(event.eventId(), event.timeline(), event.source(), event.id()))
                .toList());
    }
}
