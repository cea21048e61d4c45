// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.annals.timeline.event.Link.Rel;

/**
 * Follows from one event what it responds to and was caused by, and what responds to it and was caused by it, step by
 * step. Each event is met once, so that cycles end by themselves.
 */
final class EventThread {

    private static final Set<Rel> FOLLOWED = EnumSet.of(Rel.RESPONDS_TO, Rel.CAUSED_BY);

    /**
     * The events of a thread.
     *
     * @param items in the order in which they happened
     * @param links between the items
     * @param complete false where depth or limit left something out
     */
    record Answer(List<Item> items, List<Edge> links, boolean complete) {}

    /** @param distance in links from the event that was asked for */
    record Item(int distance, @JsonUnwrapped EventView event) {}

    record Edge(Rel rel, UUID from, UUID to) {}

    private static final Comparator<EventView> ORDER = Comparator.comparing(
                    EventView::earliest, Comparator.nullsFirst(Comparator.naturalOrder()))
            .thenComparing(EventView::latest, Comparator.nullsLast(Comparator.naturalOrder()))
            .thenComparing(EventView::recorded)
            .thenComparing(EventView::eventId);

    private final LinkStore store;
    private final int limit;
    private final Map<UUID, Item> items = new LinkedHashMap<>();
    private boolean complete = true;

    private EventThread(LinkStore store, int limit) {
        this.store = store;
        this.limit = limit;
    }

    static Answer from(EventView start, LinkStore store, int depth, int limit) throws SQLException {
        EventThread thread = new EventThread(store, limit);
        thread.follow(start, depth);
        return thread.answer();
    }

    private void follow(EventView start, int depth) throws SQLException {
        List<EventView> reached = List.of(start);
        items.put(start.eventId(), new Item(0, start));
        for (int distance = 1; !reached.isEmpty(); distance++) {
            List<EventView> neighbours = neighbours(reached);
            boolean tooDeep = distance > depth;
            reached = new ArrayList<>();
            for (EventView neighbour : neighbours) {
                if (items.containsKey(neighbour.eventId())) {
                    continue;
                }
                if (tooDeep || items.size() == limit) {
                    complete = false;
                    return;
                }
                items.put(neighbour.eventId(), new Item(distance, neighbour));
                reached.add(neighbour);
            }
        }
    }

    /** What those are linked to, and what is linked to them. */
    private List<EventView> neighbours(List<EventView> events) throws SQLException {
        Set<UUID> targets = new LinkedHashSet<>();
        events.forEach(event -> edgesOf(event).forEach(edge -> targets.add(edge.to())));
        targets.removeAll(items.keySet());
        // Those that are known come again; one that there is no room for tells that something is left out.
        int enough = limit + 1;
        List<EventView> neighbours = new ArrayList<>(store.events(targets, enough));
        neighbours.removeIf(EventView::retracted);
        neighbours.addAll(
                store.linkingTo(events.stream().map(EventView::eventId).toList(), FOLLOWED, enough));
        return neighbours;
    }

    private static List<Edge> edgesOf(EventView event) {
        return LinkStore.linksOf(event).stream()
                .filter(link -> FOLLOWED.contains(link.rel()))
                .map(link -> new Edge(link.rel(), event.eventId(), link.to()))
                .toList();
    }

    private Answer answer() {
        return new Answer(
                items.values().stream()
                        .sorted(Comparator.comparing(Item::event, ORDER))
                        .toList(),
                items.values().stream()
                        .flatMap(item -> edgesOf(item.event()).stream())
                        .filter(edge -> items.containsKey(edge.to()))
                        .distinct()
                        .toList(),
                complete);
    }
}
