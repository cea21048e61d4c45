// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.annals.edtf.Edtf;
import org.annals.edtf.EdtfException;
import org.annals.edtf.Side;
import org.annals.edtf.Words;
import org.annals.timeline.event.EventView;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * An event with its content read. Content that was not published by way of ingest may have any form: what has not the
 * form it should have is left out.
 *
 * @param page where it can be read
 */
public record Item(EventView event, JsonNode data, URI page) {

    public static Item of(EventView event, URI page) {
        try {
            return new Item(event, Json.STRICT.readTree(event.data()), page);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored data can't be read [eventId=" + event.eventId() + "]", e);
        }
    }

    public String urn() {
        return "urn:uuid:" + event.eventId();
    }

    public String title() {
        return event.retracted() ? "Withdrawn" : text("title");
    }

    /** What there is to read; of a withdrawn event, why. */
    public String summary() {
        return text(event.retracted() ? "reason" : "summary");
    }

    /** The date as it was written. */
    public String occurred() {
        String written = text("occurred");
        if (!written.isEmpty()) {
            return written;
        }
        return event.earliest() == null ? "" : Json.time(event.earliest());
    }

    /** Whether it happened at a time of day whose zone is not known. */
    boolean isLocalTime() {
        return offsets().stream().anyMatch(Objects::isNull);
    }

    /**
     * Returns the offsets from UTC of the start and of the end, as written: null for a time without one. A date without a
     * time of day, and one that can't be read, has that of UTC.
     */
    List<@Nullable ZoneOffset> offsets() {
        try {
            List<Side> sides = Edtf.parse(occurred()).sides();
            List<@Nullable ZoneOffset> offsets = new ArrayList<>();
            offsets.add(offset(sides.get(0)));
            offsets.add(offset(sides.get(sides.size() - 1)));
            return offsets;
        } catch (EdtfException e) {
            return List.of(ZoneOffset.UTC, ZoneOffset.UTC);
        }
    }

    private static @Nullable ZoneOffset offset(Side side) {
        if (side.precision() != Side.Precision.TIME) {
            return ZoneOffset.UTC;
        }
        String written = side.text().substring(side.text().indexOf('T') + "Thh:mm:ss".length());
        return written.isEmpty() ? null : ZoneOffset.of(written);
    }

    /** What there is to read where the date is not told apart: when it happened, in words, and the summary. */
    String dated() {
        return event.retracted() ? summary() : (inWords(occurred()) + ". " + summary()).strip();
    }

    /** A date in words wherever it is one; as it was written elsewhere. */
    public static String inWords(String written) {
        try {
            return Words.of(Edtf.parse(written));
        } catch (EdtfException e) {
            return written;
        }
    }

    public String text(String field) {
        return text(data.path(field));
    }

    public List<String> tags() {
        return texts(data.path("tags"));
    }

    public List<String> actors() {
        return each("actors", "name");
    }

    public List<String> sourceUrls() {
        return each("sources", "url").stream()
                .filter(url -> WebAddress.of(url) != null)
                .toList();
    }

    public List<Medium> media() {
        return Medium.of(data);
    }

    /**
     * Returns the whole event, for importers of Annals: a form that has its own fields for a part of an event carries all
     * of it beside them. Revisions before this one are not told.
     */
    ObjectNode whole() {
        ObjectNode whole = JsonNodeFactory.instance
                .objectNode()
                .put("timeline", event.timeline())
                .put("source", event.source())
                .put("id", event.id())
                .put("type", event.type());
        if (text("occurred").isEmpty() && event.earliest() != null && !event.retracted()) {
            whole.put("time", event.earliest().toString());
        }
        if (event.retracted()) {
            whole.put("retracted", true);
        }
        return whole.set("data", data);
    }

    /** A field of each object of a list. */
    public List<String> each(String list, String field) {
        List<String> values = new ArrayList<>();
        data.path(list).forEach(element -> {
            String value = text(element.path(field));
            if (!value.isEmpty()) {
                values.add(value);
            }
        });
        return values;
    }

    /** The places that are on the map. */
    public List<JsonNode> mappedPlaces() {
        List<JsonNode> places = new ArrayList<>();
        data.path("places").forEach(place -> {
            if (place.path("longitude").isNumber() && place.path("latitude").isNumber()) {
                places.add(place);
            }
        });
        return places;
    }

    private static List<String> texts(JsonNode list) {
        List<String> values = new ArrayList<>();
        list.forEach(value -> {
            if (value.isTextual()) {
                values.add(value.textValue());
            }
        });
        return values;
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : "";
    }
}
