// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What queries look for in an event. Publishers that do not come by way of ingest may send data of any form: what has
 * not the form it should have is not found, and that is all.
 *
 * @param terms what filters look for
 * @param names words of people, organizations and places
 * @param rest all other words
 */
public record Content(
        Set<String> terms,
        String language,
        String title,
        String summary,
        String names,
        String rest,
        @Nullable String status,
        Set<String> actors,
        Set<String> tags,
        List<Point> points) {

    /** A place on the map in degrees. */
    public record Point(double longitude, double latitude) {}

    /** More than this would not fit into a vector of words, whatever the words are. */
    private static final int MAX_TEXT = 20_000;

    /** Values of one facet in one event. */
    private static final int MAX_VALUES = 200;

    private static final int MAX_VALUE = 300;

    public static Content of(String timeline, String source, String type, JsonNode data) {
        StringBuilder title = new StringBuilder(text(data, "title"));
        StringBuilder summary = new StringBuilder(text(data, "summary"));
        for (JsonNode translation : data.path("translations")) {
            append(title, text(translation, "title"));
            append(summary, text(translation, "summary"));
        }
        StringBuilder names = new StringBuilder();
        Set<String> actors = new LinkedHashSet<>();
        for (JsonNode actor : data.path("actors")) {
            append(names, text(actor, "name"));
            add(actors, text(actor, "name"));
        }
        List<Point> points = new ArrayList<>();
        for (JsonNode place : data.path("places")) {
            append(names, text(place, "name"));
            if (isOnMap(place)) {
                points.add(new Point(
                        place.path("longitude").doubleValue(),
                        place.path("latitude").doubleValue()));
            }
        }
        StringBuilder rest = new StringBuilder();
        for (JsonNode quote : data.path("quotes")) {
            append(names, text(quote, "speaker"));
            append(rest, text(quote, "text"));
        }
        for (JsonNode medium : data.path("media")) {
            append(rest, text(medium, "caption"));
            append(rest, text(medium, "alt"));
            append(rest, text(medium, "credit"));
        }
        Set<String> tags = new LinkedHashSet<>();
        for (JsonNode tag : data.path("tags")) {
            append(rest, text(tag));
            add(tags, text(tag));
        }
        String status = text(data, "status");
        return new Content(
                Terms.of(timeline, source, type, data),
                Languages.configuration(text(data, "language")),
                shortened(title, MAX_TEXT),
                shortened(summary, MAX_TEXT),
                shortened(names, MAX_TEXT),
                shortened(rest, MAX_TEXT),
                status.isBlank() ? null : shortened(status, MAX_VALUE),
                actors,
                tags,
                points);
    }

    private static String text(JsonNode object, String field) {
        return text(object.path(field));
    }

    /** The text, if it is one. */
    static String text(JsonNode value) {
        return value.isTextual() ? value.textValue() : "";
    }

    private static boolean isOnMap(JsonNode place) {
        return place.path("longitude").isNumber()
                && place.path("latitude").isNumber()
                && Math.abs(place.path("longitude").doubleValue()) <= 180
                && Math.abs(place.path("latitude").doubleValue()) <= 90;
    }

    private static void append(StringBuilder words, String more) {
        words.append('\n').append(more);
    }

    private static void add(Set<String> values, String value) {
        if (!value.isBlank() && values.size() < MAX_VALUES) {
            values.add(shortened(value.strip(), MAX_VALUE));
        }
    }

    /** At most so many characters, and none of those that part the elements of a column. */
    private static String shortened(CharSequence text, int length) {
        return text.subSequence(0, Math.min(length, text.length())).toString().replace(RevisionStore.SEPARATOR, " ");
    }
}
