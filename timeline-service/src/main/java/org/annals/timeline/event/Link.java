// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A claim that an event has to do with another one, which need not be there.
 *
 * @param to the other event
 * @param claimedBy who says so; absent where it is the event's own publisher
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Link(Rel rel, UUID to, @Nullable String claimedBy) {

    /** What one event has to do with another. */
    public enum Rel {
        RESPONDS_TO,
        CAUSED_BY,
        SUPPORTS,
        CONTRADICTS,
        PART_OF,
        DUPLICATE_OF;

        private static final Rel[] ALL = values();

        /** As written in messages and answers. */
        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        private static Optional<Rel> of(String text) {
            return Stream.of(ALL).filter(rel -> rel.text().equals(text)).findFirst();
        }
    }

    /** The links of an event; what has not the form of a link is none. */
    public static List<Link> of(String timeline, String source, JsonNode data) {
        List<Link> links = new ArrayList<>();
        for (JsonNode link : data.path("links")) {
            String id = Content.text(link.path("id"));
            Optional<Rel> rel = Rel.of(Content.text(link.path("rel")));
            if (rel.isPresent() && !id.isEmpty()) {
                UUID to = EventId.of(or(link.path("timeline"), timeline), or(link.path("source"), source), id);
                String claimedBy = Content.text(link.path("claimedBy"));
                links.add(new Link(rel.get(), to, claimedBy.isEmpty() ? null : claimedBy));
            }
        }
        return links;
    }

    /** Without its own, a link's other event has the timeline and the source of the one that makes it. */
    private static String or(JsonNode given, String own) {
        String text = Content.text(given);
        return text.isEmpty() ? own : text;
    }
}
