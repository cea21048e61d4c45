// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.annals.edtf.Edtf;
import org.annals.edtf.EdtfException;
import org.annals.timeline.access.Viewer;
import org.annals.timeline.event.Languages;
import org.annals.timeline.event.Occurred;
import org.annals.timeline.event.Terms;
import org.annals.timeline.page.Page;
import org.annals.timeline.problem.ProblemException;
import org.annals.timeline.story.Snapshot;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The query parameters that all questions about events share. Given more than once, any of the values will do. */
public class EventParameters {

    private static final int MAX_VALUES = 20;
    private static final int MAX_TEXT = 300;

    private static final Set<String> FILTERS = Set.of(
            "from",
            "to",
            "match",
            "type",
            "actor",
            "place",
            "bbox",
            "tag",
            "status",
            "source",
            "language",
            "without",
            "q");

    private static final Set<String> OF_LISTS = Set.of("retracted", "asOf", "order", "limit", "cursor", "by", "format");
    private static final Set<String> OF_STREAMS = Set.of("after");

    @QueryParam("from")
    @Parameter(description = "EDTF: the start of the range of occurred time", example = "2022-08")
    @Nullable
    String from;

    @QueryParam("to")
    @Parameter(description = "EDTF: the end of the range, included", example = "2022-08-05")
    @Nullable
    String to;

    @QueryParam("match")
    @Parameter(description = "possible (default): may have happened in the range; certain: surely did")
    @Nullable
    String match;

    @QueryParam("type")
    @Parameter(description = "A type; * stands for a segment, at the end for one or more", example = "director.*")
    List<String> type = List.of();

    @QueryParam("actor")
    @Parameter(description = "The name or URI of one who takes part", example = "Oksana Pokalchuk")
    List<String> actor = List.of();

    @QueryParam("place")
    @Parameter(description = "The name or URI of a place", example = "Kyiv")
    List<String> place = List.of();

    @QueryParam("bbox")
    @Parameter(description = "west,south,east,north in degrees: where on the map", example = "22,44,40.5,52.5")
    @Nullable
    String bbox;

    @QueryParam("tag")
    @Parameter(description = "A tag", example = "outcry")
    List<String> tag = List.of();

    @QueryParam("status")
    @Parameter(description = "How sure we are: claimed, reported, confirmed or disputed", example = "confirmed")
    List<String> status = List.of();

    @QueryParam("source")
    @Parameter(description = "The domain of a source, those below it included", example = "amnesty.org")
    List<String> source = List.of();

    @QueryParam("language")
    @Parameter(description = "BCP 47: the language of the event or of a translation", example = "uk")
    List<String> language = List.of();

    @QueryParam("without")
    @Parameter(description = "A sensitivity to leave out: graphic, personal or deceptive", example = "graphic")
    List<String> without = List.of();

    @QueryParam("q")
    @Parameter(description = "Words, \"phrases\", or, and -not: full text", example = "resigned -election")
    @Nullable
    String q;

    @QueryParam("retracted")
    @Parameter(description = "exclude (default) or include events that were withdrawn")
    @Nullable
    String retracted;

    @QueryParam("asOf")
    @Parameter(description = "RFC 3339: answers with what was known then", example = "2022-08-04T12:00:00Z")
    @Nullable
    String asOf;

    @QueryParam("order")
    @Parameter(
            description =
                    "occurred (default), recorded, revised, each with - before it for the last first, or relevance")
    @Nullable
    String order;

    @QueryParam("limit")
    @Parameter(description = "Events of a page: from 1 to 500, by default 50")
    @Nullable
    Integer limit;

    @QueryParam("cursor")
    @Parameter(description = "next of the page before")
    @Nullable
    String cursor;

    @Context
    @Parameter(hidden = true)
    @Nullable
    UriInfo uri;

    /** What is asked for, of one timeline or of all. */
    public EventQuery query(@Nullable String timeline, Viewer viewer) {
        return query(timeline, viewer, Order.OCCURRED, false);
    }

    /** What is asked for where nothing else is said of the order and of what was withdrawn. */
    public EventQuery query(@Nullable String timeline, Viewer viewer, Order usual, boolean usuallyWithRetracted) {
        refuseUnknownAndEmpty(OF_LISTS);
        return read(timeline, viewer, usual, usuallyWithRetracted);
    }

    /** Which changes are asked for, whatever they do to an event. */
    public EventQuery queryOfChanges(@Nullable String timeline, Viewer viewer) {
        refuseUnknownAndEmpty(OF_STREAMS);
        return read(timeline, viewer, Order.OCCURRED, true);
    }

    private EventQuery read(@Nullable String timeline, Viewer viewer, Order usual, boolean usuallyWithRetracted) {
        Occurred range = new Occurred(
                from == null ? Occurred.MIN : date("from", from).earliest(),
                to == null ? Occurred.MAX : date("to", to).latest());
        if (range.latest().isBefore(range.earliest())) {
            throw refused("from must not be after to.");
        }
        Order asked = order == null ? usual : Order.of(order);
        if (asked == Order.RELEVANCE && q == null) {
            throw refused("order=relevance needs q: the words that events are ranked by.");
        }
        if (q != null && q.length() > MAX_TEXT) {
            throw refused("q must have at most " + MAX_TEXT + " characters.");
        }
        return new EventQuery(
                viewer,
                timeline,
                terms(timeline),
                q,
                Languages.configuration(language.isEmpty() ? "" : language.get(0)),
                bbox == null ? null : BoundingBox.of(bbox),
                range,
                choice("match", match, "possible", "certain"),
                retracted == null ? usuallyWithRetracted : choice("retracted", retracted, "exclude", "include"),
                asOf == null ? EventQuery.NOW : Occurred.clamp(instant(asOf)),
                asked,
                null);
    }

    /** The state that the cursor was given with; null for a first page. */
    public @Nullable Snapshot snapshot(EventQuery query) {
        return cursor == null ? null : Cursor.snapshot(cursor, query);
    }

    /** Where the page begins. */
    public Cursor start(EventQuery query) {
        return cursor == null ? query.order().start() : Cursor.decode(cursor, query);
    }

    public boolean hasLimit() {
        return limit != null;
    }

    /** How many events the page has at most. */
    public int limit() {
        return Page.limit(limit == null ? Page.DEFAULT : limit);
    }

    private @Nullable String terms(@Nullable String timeline) {
        List<String> all = new ArrayList<>();
        if (given("type", type)) {
            all.add(Terms.anyType(type));
        }
        addAny(all, "actor", actor, "actor");
        addAny(all, "place", place, "place");
        addAny(all, "tag", tag, "tag");
        addAny(all, "status", status, "status");
        addAny(all, "source", source, "domain");
        addAny(all, "language", language, "language");
        if (given("without", without)) {
            all.add("!" + Terms.any("sensitivity", without));
        }
        if (all.isEmpty()) {
            return null;
        }
        if (timeline != null) {
            all.add(Terms.any("timeline", List.of(timeline)));
        }
        return String.join(" & ", all);
    }

    private static void addAny(List<String> all, String name, List<String> values, String kind) {
        if (given(name, values)) {
            all.add(Terms.any(kind, values));
        }
    }

    private static boolean given(String name, List<String> values) {
        if (values.size() > MAX_VALUES) {
            throw refused(name + " may be given at most " + MAX_VALUES + " times.");
        }
        if (values.stream().anyMatch(value -> value.length() > MAX_TEXT)) {
            throw refused(name + " must have at most " + MAX_TEXT + " characters.");
        }
        return !values.isEmpty();
    }

    /** A misspelt filter, or one without a value, would be answered with far too much. */
    private void refuseUnknownAndEmpty(Set<String> more) {
        if (uri == null) {
            return;
        }
        Set<String> names = new TreeSet<>(FILTERS);
        names.addAll(more);
        uri.getQueryParameters().forEach((name, values) -> {
            if (!names.contains(name)) {
                throw refused("There is no parameter " + name + ". There are " + String.join(", ", names) + ".");
            }
            if (values.stream().anyMatch(String::isBlank)) {
                throw refused(name + " must not be empty.");
            }
        });
    }

    private static Occurred date(String name, String text) {
        try {
            return Occurred.of(Edtf.parse(text));
        } catch (EdtfException e) {
            throw refused(name + " must be a date in EDTF, such as 2022-08 or 2022-08-05: " + e.getMessage());
        }
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw refused("asOf must be a time with its zone (RFC 3339), such as 2022-08-04T12:00:00Z.");
        }
    }

    /** Whether the second choice was made; the first is the default. */
    private static boolean choice(String name, @Nullable String value, String first, String second) {
        if (value == null || value.equals(first)) {
            return false;
        }
        if (value.equals(second)) {
            return true;
        }
        throw refused(name + " must be " + first + " or " + second + ".");
    }

    private static ProblemException refused(String detail) {
        return ProblemException.badRequest("invalid-parameter", detail);
    }
}
