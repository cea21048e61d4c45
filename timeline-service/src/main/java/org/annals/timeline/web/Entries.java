// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.annals.timeline.event.EventStore;
import org.annals.timeline.event.EventView;
import org.annals.timeline.event.Link;
import org.annals.timeline.export.Item;
import org.jspecify.annotations.Nullable;

/** Makes entries of events, with what they said before and what they are linked to: two look-ups for any number. */
@ApplicationScoped
class Entries {

    private final EventStore store;

    Entries(EventStore store) {
        this.store = store;
    }

    List<Entry> of(Collection<EventView> events, Instant asOf) throws SQLException {
        Map<UUID, EventView> previous = store.previous(events);
        List<Item> contents = contents(events, previous);
        Set<UUID> targets = new HashSet<>();
        contents.forEach(content -> targets.addAll(targets(content)));
        Map<UUID, EventView> linked = store.standing(targets, asOf);
        DifferenceBudget budget = DifferenceBudget.ofPage();
        return contents.stream()
                .map(content -> entry(
                        content,
                        difference(content, previous.get(content.event().eventId()), budget),
                        Linked.of(content, linked)))
                .toList();
    }

    /** Entries with neither differences nor links, where only title and date are shown. */
    List<Entry> plain(Collection<EventView> events) throws SQLException {
        return contents(events, store.previous(events)).stream()
                .map(content -> entry(content, null, List.of()))
                .toList();
    }

    /** The revisions of one event, each with what it changed; the last one first, which alone has links. */
    List<Entry> ofRevisions(List<EventView> revisions, Instant asOf) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        DifferenceBudget budget = DifferenceBudget.ofPage();
        for (int i = revisions.size() - 1; i >= 0; i--) {
            EventView before = i == 0 ? null : revisions.get(i - 1);
            Item content = content(revisions.get(i), before);
            List<Linked> links =
                    entries.isEmpty() ? Linked.of(content, store.standing(targets(content), asOf)) : List.of();
            entries.add(entry(content, difference(content, before, budget), links));
        }
        return entries;
    }

    private static List<Item> contents(Collection<EventView> events, Map<UUID, EventView> previous) {
        return events.stream()
                .map(event -> content(event, previous.get(event.eventId())))
                .toList();
    }

    /** A withdrawal only says why: what is read is what was withdrawn. */
    private static Item content(EventView event, @Nullable EventView before) {
        Item item = Entry.item(event);
        return event.retracted() && before != null
                ? new Item(event, Entry.item(before).data(), item.page())
                : item;
    }

    private static List<UUID> targets(Item content) {
        return Linked.of(content).stream().map(Link::to).toList();
    }

    private static @Nullable Difference difference(Item content, @Nullable EventView before, DifferenceBudget budget) {
        return before == null || content.event().retracted()
                ? null
                : Difference.between(Entry.item(before), content, budget);
    }

    private static Entry entry(Item content, @Nullable Difference difference, List<Linked> links) {
        EventView event = content.event();
        return new Entry(
                event,
                content,
                Written.of(event, content),
                event.retracted() ? Entry.item(event).text("reason") : "",
                difference,
                links);
    }
}
