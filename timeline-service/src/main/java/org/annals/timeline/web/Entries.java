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
        List<Item> contents = events.stream()
                .map(event -> content(event, previous.get(event.eventId())))
                .toList();
        Set<UUID> targets = new HashSet<>();
        contents.forEach(content -> targets.addAll(targets(content)));
        Map<UUID, EventView> linked = store.standing(targets, asOf);
        return contents.stream()
                .map(content -> entry(content, previous.get(content.event().eventId()), linked))
                .toList();
    }

    /** The revisions of one event, each with what it changed; the first one first. */
    List<Entry> ofRevisions(List<EventView> revisions, Instant asOf) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        EventView before = null;
        for (EventView revision : revisions) {
            Item content = content(revision, before);
            Map<UUID, EventView> linked = store.standing(targets(content), asOf);
            entries.add(entry(content, before, linked));
            before = revision;
        }
        return entries;
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

    private static Entry entry(Item content, @Nullable EventView before, Map<UUID, EventView> linked) {
        EventView event = content.event();
        Difference difference =
                before == null || event.retracted() ? null : Difference.between(Entry.item(before), content);
        return new Entry(
                event,
                content,
                Written.of(event, content),
                event.retracted() ? Entry.item(event).text("reason") : "",
                difference,
                Linked.of(content, linked));
    }
}
