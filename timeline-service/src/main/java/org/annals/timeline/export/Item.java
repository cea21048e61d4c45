package org.annals.timeline.export;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.annals.edtf.Edtf;
import org.annals.edtf.EdtfException;
import org.annals.edtf.Words;
import org.annals.timeline.event.EventView;
import org.annals.timeline.json.Json;

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
