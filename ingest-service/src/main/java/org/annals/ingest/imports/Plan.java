// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import org.annals.edtf.Edtf;
import org.annals.edtf.EdtfException;
import org.annals.ingest.data.Violations;
import org.annals.ingest.event.EventChecker;
import org.annals.ingest.event.NewEvent;
import org.annals.ingest.imports.Report.Action;
import org.annals.ingest.imports.Report.Entry;
import org.annals.ingest.problem.Violation;
import org.jspecify.annotations.Nullable;

/** Works out what is to be published of an item: first what it is as an event, then what is new about it. */
final class Plan {

    /** Wishes of a request about all its events. */
    record Target(
            String timeline,
            String source,
            String type,
            boolean backfill,
            boolean isSourceRequested,
            boolean isTypeRequested) {

        /** Returns the source of an item: its own, unless the request says otherwise. */
        String source(Item item) {
            String own = isSourceRequested ? null : item.ownSource();
            return own == null ? source : own;
        }

        /** Returns the type of an item: its own, unless the request says otherwise. */
        String type(Item item) {
            String own = isTypeRequested ? null : item.ownType();
            return own == null ? type : own;
        }
    }

    /**
     * Outcome of an item.
     *
     * @param event to publish; null where there is nothing to be published
     * @param revision that the event is, once it is stored
     */
    record Step(Entry entry, @Nullable NewEvent event, int revision) {

        private static Step none(Entry entry) {
            return new Step(entry, null, 0);
        }
    }

    private final Target target;
    private final EventChecker checker;
    private final long maxEventSize;
    private final ObjectMapper mapper = new ObjectMapper();

    Plan(Target target, EventChecker checker, long maxEventSize) {
        this.target = target;
        this.checker = checker;
        this.maxEventSize = maxEventSize;
    }

    Target target() {
        return target;
    }

    static Step skip(Item item, String reason) {
        return skip(item, reason, List.of());
    }

    private static Step skip(Item item, String reason, List<Violation> violations) {
        return Step.none(Entry.skipped(item, reason, violations));
    }

    /**
     * Returns what to do with an item.
     *
     * @param id of its event
     * @param stored what is stored of it; null for nothing
     */
    Step step(Item item, String id, @Nullable Stored stored) {
        ObjectNode attributes = attributes(item, id, null);
        byte[] data = bytes(item.data());
        if (data.length > maxEventSize) {
            return skip(item, "is larger than an event may be: " + maxEventSize + " bytes");
        }
        Violations violations = new Violations();
        checker.check(((ObjectNode) attributes.deepCopy()).set("data", item.data()), violations);
        if (violations.count() > 0) {
            return skip(item, "is no event in order; the violations name why", violations.listed());
        }
        NewEvent event = NewEvent.of(attributes, data);
        if (stored == null) {
            return new Step(Entry.of(item, Action.ADDED, event.eventId(), event.id()), event, 1);
        }
        if (stored.retracted()) {
            return skip(item, "was withdrawn from the timeline, where it is event " + event.eventId());
        }
        if (isSame(item, stored)) {
            return Step.none(Entry.of(item, Action.UNCHANGED, event.eventId(), null));
        }
        int revision = stored.revisions() + 1;
        ObjectNode revised = attributes(item, Identity.ofRevision(event.id(), revision), event.id());
        NewEvent correction = NewEvent.of(revised, data);
        return new Step(Entry.of(item, Action.CORRECTED, event.eventId(), correction.id()), correction, revision);
    }

    /** Tells whether an item says what was imported last; the same instant written otherwise is the same. */
    boolean isSame(Item item, Stored stored) {
        return target.type(item).equals(stored.type())
                && isSameTime(item.time(), stored.time())
                && isSameData(parsed(bytes(item.data())), stored.data());
    }

    private static boolean isSameData(JsonNode data, JsonNode other) {
        if (data.equals(other)) {
            return true;
        }
        if (!data.isObject() || !other.isObject() || !isSameDate(text(data, "occurred"), text(other, "occurred"))) {
            return false;
        }
        ObjectNode written = data.deepCopy();
        written.set("occurred", other.get("occurred"));
        return written.equals(other);
    }

    private static String text(JsonNode data, String name) {
        return data.path(name).asText("");
    }

    /** Tells whether two dates of EDTF are the same instant, and equally exact; local times are not of any zone. */
    static boolean isSameDate(String date, String other) {
        if (date.equals(other)) {
            return true;
        }
        if (!date.contains("T") || !other.contains("T") || hasZone(date) != hasZone(other)) {
            return false;
        }
        try {
            Edtf one = Edtf.parse(date);
            Edtf two = Edtf.parse(other);
            return one.earliest().equals(two.earliest())
                    && one.latest().equals(two.latest())
                    && one.isApproximate() == two.isApproximate()
                    && one.isUncertain() == two.isUncertain();
        } catch (EdtfException e) {
            return false;
        }
    }

    private static boolean hasZone(String date) {
        String last = date.substring(date.lastIndexOf('T'));
        return last.endsWith("Z") || last.indexOf('+') > 0 || last.indexOf('-') > 0;
    }

    private static boolean isSameTime(@Nullable String time, @Nullable String other) {
        if (time == null || other == null) {
            // An item that has a date needs no time, and its message may have one all the same.
            return time == null;
        }
        try {
            return OffsetDateTime.parse(time).isEqual(OffsetDateTime.parse(other));
        } catch (DateTimeException e) {
            return time.equals(other);
        }
    }

    private ObjectNode attributes(Item item, String id, @Nullable String corrects) {
        ObjectNode attributes = JsonNodeFactory.instance
                .objectNode()
                .put("specversion", "1.0")
                .put("id", id)
                .put("source", target.source(item))
                .put("type", target.type(item))
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

    /** As a reader of the timeline parses it: the same numbers are equal. */
    private JsonNode parsed(byte[] data) {
        try {
            return mapper.readTree(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
