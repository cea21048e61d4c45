package org.annals.ingest.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.annals.ingest.data.Violations;
import org.annals.ingest.event.EventChecker;
import org.annals.ingest.event.NewEvent;
import org.annals.ingest.imports.Report.Action;
import org.annals.ingest.imports.Report.Entry;
import org.annals.ingest.problem.Violation;
import org.jspecify.annotations.Nullable;

/** Works out what is to be published of a file: first what its items are as events, then what is new about them. */
final class Plan {

    /** What a request says of all its events. */
    record Target(String timeline, String source, String type, boolean backfill) {}

    /**
     * What to do with an item.
     *
     * @param event to publish; null where there is nothing to be published
     * @param revision that the event is, once it is stored
     */
    record Step(Entry entry, @Nullable NewEvent event, int revision) {

        private static Step none(Entry entry) {
            return new Step(entry, null, 0);
        }
    }

    /**
     * An item, and what it is.
     *
     * @param event as if it were new; null where the item is skipped
     * @param skipped why; null where it is not
     */
    record Checked(
            Item item, @Nullable NewEvent event, @Nullable Entry skipped) {}

    private final Target target;
    private final EventChecker checker;
    private final long maxEventSize;
    private final ObjectMapper mapper = new ObjectMapper();

    Plan(Target target, EventChecker checker, long maxEventSize) {
        this.target = target;
        this.checker = checker;
        this.maxEventSize = maxEventSize;
    }

    /** What the items are as events; what can't be one, or is there twice, is skipped. */
    List<Checked> check(List<Item> items) {
        Map<UUID, String> places = new HashMap<>();
        List<Checked> checked = new ArrayList<>();
        for (Item item : items) {
            Checked next = check(item);
            if (next.event() != null) {
                String earlier = places.putIfAbsent(next.event().eventId(), item.where());
                next = earlier == null ? next : skipped(item, "is the same item as " + earlier, List.of());
            }
            checked.add(next);
        }
        return checked;
    }

    private Checked check(Item item) {
        if (item.refusal() != null) {
            return skipped(item, item.refusal(), List.of());
        }
        if (item.identity().isEmpty()) {
            return skipped(item, "has nothing by which it could be found again", List.of());
        }
        ObjectNode attributes = attributes(item, Identity.id(item.identity()), null);
        byte[] data = bytes(item.data());
        if (data.length > maxEventSize) {
            return skipped(item, "is larger than an event may be: " + maxEventSize + " bytes", List.of());
        }
        Violations violations = new Violations();
        checker.check(((ObjectNode) attributes.deepCopy()).set("data", item.data()), violations);
        if (violations.count() > 0) {
            return skipped(item, "is no event in order; the violations name why", violations.listed());
        }
        return new Checked(item, NewEvent.of(attributes, data), null);
    }

    private static Checked skipped(Item item, String reason, List<Violation> violations) {
        return new Checked(item, null, Entry.skipped(item, reason, violations));
    }

    /** What to do with an item, given what is stored of it. */
    Step step(Checked checked, @Nullable Stored stored) {
        Item item = checked.item();
        NewEvent event = checked.event();
        if (event == null) {
            return Step.none(Objects.requireNonNull(checked.skipped()));
        }
        if (stored == null) {
            return new Step(Entry.of(item, Action.ADDED, event.eventId(), event.id()), event, 1);
        }
        if (stored.retracted()) {
            return Step.none(Entry.skipped(
                    item, "was withdrawn from the timeline, where it is event " + event.eventId(), List.of()));
        }
        if (stored.type().equals(target.type()) && stored.data().equals(parsed(bytes(item.data())))) {
            return Step.none(Entry.of(item, Action.UNCHANGED, event.eventId(), null));
        }
        int revision = stored.revisions() + 1;
        ObjectNode attributes = attributes(item, Identity.ofRevision(event.id(), revision), event.id());
        NewEvent correction = NewEvent.of(attributes, bytes(item.data()));
        return new Step(Entry.of(item, Action.CORRECTED, event.eventId(), correction.id()), correction, revision);
    }

    private ObjectNode attributes(Item item, String id, @Nullable String corrects) {
        ObjectNode attributes = JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", target.source())
                .put("type", target.type())
                .put("subject", target.timeline());
        if (item.time() != null) {
            attributes.put("time", item.time());
        }
        if (corrects != null) {
            attributes.put("corrects", corrects);
        }
        if (target.backfill()) {
            attributes.put("backfill", true);
        }
        return attributes;
    }

    private byte[] bytes(JsonNode data) {
        try {
            return mapper.writeValueAsBytes(data);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As who reads it from the timeline parses it: the same numbers are equal. */
    private JsonNode parsed(byte[] data) {
        try {
            return mapper.readTree(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
