// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.annals.timeline.event.Link.Rel;

/** What an event is linked to, and what is linked to it. */
@ApplicationScoped
public class Links {

    /** Of what is linked to one event; /thread tells of more. */
    private static final int MAX_LINKED_FROM = 200;

    /** As many as ingest lets an event have. */
    private static final int MAX_LINKS_TO = 200;

    private final LinkStore store;

    Links(LinkStore store) {
        this.store = store;
    }

    /**
     * An event with its links in both directions.
     *
     * @param linksTo what the event itself is linked to, in its own order
     * @param linkedFrom the events that are linked to it, in the order in which they happened; at most 200
     */
    record LinkedEvents(@JsonUnwrapped EventView event, List<LinkedEvent> linksTo, List<LinkedEvent> linkedFrom) {}

    LinkedEvents of(EventView event) throws SQLException {
        List<Link> links = LinkStore.linksOf(event).stream().limit(MAX_LINKS_TO).toList();
        Map<UUID, EventView> others =
                store.events(links.stream().map(Link::to).distinct().toList(), MAX_LINKS_TO).stream()
                        .collect(Collectors.toMap(EventView::eventId, Function.identity()));
        List<LinkedEvent> linkedFrom = linkingTo(event.eventId(), Occurred.MAX).stream()
                .flatMap(other -> LinkStore.linksOf(other).stream()
                        .filter(link -> link.to().equals(event.eventId()))
                        .map(link -> LinkedEvent.of(link, other)))
                .toList();
        return new LinkedEvents(
                event, links.stream().map(link -> linkedTo(link, others)).toList(), linkedFrom);
    }

    /** The events that were linked to one, as it was known at a time, in the order in which they happened; at most 200. */
    public List<EventView> linkingTo(UUID eventId, Instant asOf) throws SQLException {
        return store.linkingTo(List.of(eventId), EnumSet.allOf(Rel.class), asOf, MAX_LINKED_FROM);
    }

    private static LinkedEvent linkedTo(Link link, Map<UUID, EventView> others) {
        EventView other = others.get(link.to());
        return other == null ? LinkedEvent.unknown(link) : LinkedEvent.of(link, other);
    }
}
