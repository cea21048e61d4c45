// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.annals.ingest.event.EventId;
import org.annals.ingest.imports.Plan.Target;
import org.jspecify.annotations.Nullable;

/**
 * Resolves which event an item is. An item has one identity, or several from a stable one to a fine one: its title; its
 * title and date; all of it. Which of them is used depends on the file and on the timeline, never on the order of items:
 *
 * <ol>
 *   <li>the finest one that is stored already and that the item shares with no other of the file;
 *   <li>else a stored one that it shares, if that event is this item as it was: with the same content, or the only one with
 *       the same date;
 *   <li>else the most stable one that it shares with no other: then the item is new.
 * </ol>
 *
 * <p>So items that share a title stay apart, a row that joins or leaves them changes none of the others, and an edited item
 * keeps its event. An item with a known title and another date and text is another item.
 */
final class IdentityResolver {

    /** An id of an event that an item may be. */
    record Candidate(String id, UUID eventId) {}

    private final Target target;
    private final UUID scope;
    private final Set<UUID> once = new HashSet<>();
    private final Set<UUID> repeated = new HashSet<>();
    private final Map<UUID, String> claimed = new HashMap<>();
    private final Set<UUID> present = new HashSet<>();

    IdentityResolver(Target target) {
        this.target = target;
        scope = EventId.scope(target.timeline(), target.source());
    }

    /** Takes notice of an item of the file. All have to be known before any is resolved. */
    void survey(Item item) {
        // Items that share the finest one are the same.
        for (int i = 0; i < item.identities() - 1; i++) {
            UUID eventId = candidate(item, i).eventId;
            if (!once.add(eventId)) {
                repeated.add(eventId);
            }
        }
    }

    /**
     * Returns the events that an item may be.
     *
     * @param isNew whether none of them can be stored: then those that are finer than needed are left out
     */
    List<Candidate> candidates(Item item, boolean isNew) {
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < item.identities(); i++) {
            Candidate candidate = candidate(item, i);
            candidates.add(candidate);
            if (isNew && item.ownSource() == null && !repeated.contains(candidate.eventId)) {
                break;
            }
        }
        return candidates;
    }

    private Candidate candidate(Item item, int index) {
        String identity = item.identity(index);
        if (item.ownSource() == null) {
            String id = Identity.id(identity);
            return new Candidate(id, EventId.in(scope, id));
        }
        return new Candidate(identity, EventId.of(target.timeline(), target.source(item), identity));
    }

    /**
     * Returns the event that an item is.
     *
     * @param stored of the candidates
     * @param isSame tells whether the item says what a stored event says
     */
    Candidate resolve(Item item, List<Candidate> candidates, Map<UUID, Stored> stored, Predicate<Stored> isSame) {
        int own = 0;
        while (own < candidates.size() - 1 && repeated.contains(candidates.get(own).eventId)) {
            own++;
        }
        for (int i = candidates.size() - 1; i >= own; i--) {
            Stored event = stored.get(candidates.get(i).eventId);
            if (event != null) {
                boolean isOther = i == 0 && candidates.size() > 1 && item.isNamedByTitle() && isOther(item, event);
                return candidates.get(isOther ? 1 : i);
            }
        }
        for (int i = own - 1; i >= 0; i--) {
            Candidate shared = candidates.get(i);
            Stored event = stored.get(shared.eventId);
            if (event != null
                    && !claimed.containsKey(shared.eventId)
                    && (isSame.test(event) || (own == 1 && isOfSameDate(item, event)))) {
                return shared;
            }
        }
        return candidates.get(own);
    }

    /** Claims an event for an item; returns where the item is that is the same, or null. */
    @Nullable
    String claim(Candidate candidate, Item item) {
        present.add(candidate.eventId);
        return claimed.putIfAbsent(candidate.eventId, item.where());
    }

    /** Takes notice that an item is in the file, although no event is made of it. */
    void keep(List<Candidate> candidates) {
        candidates.forEach(candidate -> present.add(candidate.eventId));
    }

    boolean isPresent(UUID eventId) {
        return present.contains(eventId);
    }

    private static boolean isOfSameDate(Item item, Stored event) {
        return Plan.isSameDate(date(item), event.data().path("occurred").asText(""));
    }

    private static boolean isOther(Item item, Stored event) {
        return !event.retracted()
                && !isOfSameDate(item, event)
                && (!isSame("summary", item, event) || !isSame("title", item, event));
    }

    private static boolean isSame(String field, Item item, Stored event) {
        return item.data()
                .path(field)
                .asText("")
                .equals(event.data().path(field).asText(""));
    }

    private static String date(Item item) {
        return item.data().path("occurred").asText("");
    }
}
