// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.export;

import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.annals.timeline.http.Accept;
import org.annals.timeline.problem.ProblemException;
import org.annals.timeline.search.Order;
import org.jspecify.annotations.Nullable;

/** The forms in which events are answered, by the name and by the media type with which each is asked for. */
enum Format {
    JSON("json", MediaType.APPLICATION_JSON),
    JSON_FEED("jsonfeed", Format.JSON_FEED_TYPE),
    ATOM("atom", MediaType.APPLICATION_ATOM_XML),
    CALENDAR("icalendar", Format.CALENDAR_TYPE),
    GEO_JSON("geojson", Format.GEO_JSON_TYPE),
    CSV("csv", Format.CSV_TYPE),
    JSON_LD("jsonld", Format.JSON_LD_TYPE),
    TIMELINE_JS("timelinejs", Format.TIMELINE_JS_TYPE),
    CLOUD_EVENTS("cloudevents", Format.CLOUD_EVENTS_TYPE);

    static final String JSON_FEED_TYPE = "application/feed+json";
    static final String CALENDAR_TYPE = "text/calendar";
    static final String GEO_JSON_TYPE = "application/geo+json";
    static final String CSV_TYPE = "text/csv";
    static final String JSON_LD_TYPE = "application/ld+json";
    static final String TIMELINE_JS_TYPE = "application/vnd.timelinejs+json";
    static final String CLOUD_EVENTS_TYPE = "application/x-ndjson";

    private final String text;
    private final String mediaType;

    Format(String text, String mediaType) {
        this.text = text;
        this.mediaType = mediaType;
    }

    /** The one that is named, or else the one that is preferred. */
    static Format of(@Nullable String name, Accept accepted) {
        if (name == null) {
            return accepted.best(Arrays.asList(values()), format -> MediaType.valueOf(format.mediaType))
                    .orElseThrow(
                            () -> new NotAcceptableException("None of the media types that are accepted is offered."));
        }
        return Arrays.stream(values())
                .filter(format -> format.text.equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.badRequest(
                        "invalid-parameter",
                        "format must be one of "
                                + Arrays.stream(values())
                                        .map(format -> format.text)
                                        .collect(Collectors.joining(", "))
                                + ", not " + name + "."));
    }

    Export open(OutputStream out) throws IOException {
        return switch (this) {
            case JSON_FEED -> new JsonFeed(out);
            case ATOM -> new Atom(out);
            case CALENDAR -> new Calendar(out);
            case GEO_JSON -> new GeoJson(out);
            case CSV -> new Csv(out);
            case JSON_LD -> new JsonLd(out);
            case TIMELINE_JS -> new TimelineJs(out);
            case JSON, CLOUD_EVENTS -> throw new IllegalStateException(this + " is not written event by event");
        };
    }

    MediaType mediaType() {
        return MediaType.valueOf(mediaType).withCharset("utf-8");
    }

    /** Whether readers come back for what is new: a page of the latest, with what was withdrawn where it can say so. */
    boolean isFeed() {
        return this == JSON_FEED || this == ATOM;
    }

    Order order() {
        return isFeed() ? Order.REVISED_DESCENDING : Order.OCCURRED;
    }

    boolean tellsRetractions() {
        return this == ATOM || this == CLOUD_EVENTS;
    }

    String text() {
        return text;
    }
}
