// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.timeline.event.EventView;
import org.annals.timeline.event.Link;
import org.annals.timeline.export.Item;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What an event has to do with another one, as someone claims.
 *
 * @param path the page of the other one; null where it is not known
 * @param title what the other one says; null where it is not known
 * @param claimedBy who says so; null where it is the publisher
 */
public record Linked(
        String relation,
        @Nullable String path,
        @Nullable String title,
        @Nullable String claimedBy) {

    private static final Map<Link.Rel, String> RELATIONS = Map.of(
            Link.Rel.RESPONDS_TO, "Responds to",
            Link.Rel.CAUSED_BY, "Caused by",
            Link.Rel.SUPPORTS, "Supports",
            Link.Rel.CONTRADICTS, "Contradicts",
            Link.Rel.PART_OF, "Part of",
            Link.Rel.DUPLICATE_OF, "The same as");

    /** The same from the other end. */
    private static final Map<Link.Rel, String> FROM = Map.of(
            Link.Rel.RESPONDS_TO, "Answered by",
            Link.Rel.CAUSED_BY, "Led to",
            Link.Rel.SUPPORTS, "Supported by",
            Link.Rel.CONTRADICTS, "Contradicted by",
            Link.Rel.PART_OF, "Has as a part",
            Link.Rel.DUPLICATE_OF, "The same as");

    static List<Link> of(Item item) {
        return Link.of(item.event().timeline(), item.event().source(), item.data());
    }

    /** The links of an event to others, of which some are known. */
    static List<Linked> of(Item item, Map<UUID, EventView> known) {
        return of(item).stream().map(link -> of(link, known.get(link.to()))).toList();
    }

    /** What another event says of its links to this one. */
    static List<Linked> from(EventView other, UUID eventId) {
        return Link.of(other.timeline(), other.source(), other.tree()).stream()
                .filter(link -> link.to().equals(eventId))
                .map(link -> new Linked(
                        FROM.getOrDefault(link.rel(), "Linked from"),
                        Entry.path(other),
                        Json.string(other.tree(), "title"),
                        link.claimedBy()))
                .toList();
    }

    private static Linked of(Link link, @Nullable EventView other) {
        String relation = RELATIONS.getOrDefault(link.rel(), "Linked to");
        if (other == null) {
            return new Linked(relation, null, null, link.claimedBy());
        }
        String title = other.retracted() ? "an event that was withdrawn" : Json.string(other.tree(), "title");
        return new Linked(relation, Entry.path(other), title, link.claimedBy());
    }
}
