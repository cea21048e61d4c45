// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.export;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.http.Accept;
import org.annals.timeline.page.Page;
import org.annals.timeline.search.Cursor;
import org.annals.timeline.search.EventParameters;
import org.annals.timeline.search.EventQuery;
import org.annals.timeline.search.EventSearch;
import org.annals.timeline.search.History;
import org.annals.timeline.search.Hit;
import org.annals.timeline.story.Freshness;
import org.annals.timeline.story.Snapshot;
import org.annals.timeline.story.Timeline;
import org.annals.timeline.story.TimelineStore;
import org.jspecify.annotations.Nullable;

/** Answers lists of events in the form that is asked for. Feeds come in pages; what is kept as a file comes whole. */
@ApplicationScoped
class Exports {

    private static final int PAGE_SIZE = 500;
    private static final int MAX_GROUPS = 5;

    /** On average. */
    private static final int MIN_EVENTS_OF_GROUP = 3;

    private final EventSearch search;
    private final History history;
    private final TimelineStore timelines;
    private final Freshness freshness;
    private final Viewers viewers;

    Exports(EventSearch search, History history, TimelineStore timelines, Freshness freshness, Viewers viewers) {
        this.search = search;
        this.history = history;
        this.timelines = timelines;
        this.freshness = freshness;
        this.viewers = viewers;
    }

    /** The answer in the form that is named, or else that is accepted. */
    Response answer(
            @Nullable String timeline,
            EventParameters parameters,
            @Nullable String name,
            HttpHeaders headers,
            UriInfo uri)
            throws SQLException {
        Format format = Format.of(name, Accept.of(headers));
        EventQuery asked = parameters.query(timeline, viewers.current(), format.order(), format.tellsRetractions());
        Snapshot before = parameters.snapshot(asked);
        Freshness.State state = (timeline == null
                        ? freshness.ofAll(before)
                        : freshness.of(timelines.get(timeline), before))
                .as(format.text());
        EventQuery query = asked.at(state.snapshot());
        // Misspelt words are looked up among the names of all timelines.
        Freshness.State whole = timeline == null || query.words() == null ? state : state.and(freshness.ofAll());
        Response response = freshness.answer(whole, () -> entity(format, timeline, query, parameters, uri));
        return Response.fromResponse(response)
                .type(response.hasEntity() ? format.mediaType() : null)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .build();
    }

    private Object entity(
            Format format, @Nullable String timeline, EventQuery query, EventParameters parameters, UriInfo uri)
            throws SQLException {
        Cursor start = parameters.start(query);
        return switch (format) {
            case JSON ->
                Page.of(
                                search.page(query, start, parameters.limit() + 1),
                                parameters.limit(),
                                last -> last.cursor().encode(query))
                        .map(Hit::event);
            case CLOUD_EVENTS -> (StreamingOutput) out -> writeMessages(query, out);
            default -> {
                boolean whole = !format.isFeed() && !parameters.hasLimit();
                int pageSize = whole ? PAGE_SIZE : parameters.limit();
                // Read before the answer begins, so that what fails can still be told.
                List<Hit> first = search.page(query, start, pageSize + 1);
                Export.Heading heading = heading(timeline, first, isGrouped(first, pageSize), uri);
                yield (StreamingOutput) out -> write(format.open(out), heading, query, first, pageSize, whole, uri);
            }
        };
    }

    private void write(
            Export export,
            Export.Heading heading,
            EventQuery query,
            List<Hit> first,
            int pageSize,
            boolean whole,
            UriInfo uri)
            throws IOException {
        export.begin(heading);
        List<Hit> page = first;
        while (true) {
            boolean more = page.size() > pageSize;
            List<Hit> items = more ? page.subList(0, pageSize) : page;
            for (Hit hit : items) {
                URI link = uri.getBaseUriBuilder()
                        .path("timelines/{timeline}/events/{eventId}")
                        .build(hit.event().timeline(), hit.event().eventId());
                export.add(Item.of(hit.event(), link));
            }
            if (!more) {
                export.end(null);
                return;
            }
            Cursor last = items.get(pageSize - 1).cursor();
            if (!whole) {
                export.end(uri.getRequestUriBuilder()
                        .replaceQueryParam("cursor", last.encode(query))
                        .build());
                return;
            }
            page = read(query, last, pageSize);
        }
    }

    private List<Hit> read(EventQuery query, Cursor after, int pageSize) throws IOException {
        try {
            return search.page(query, after, pageSize + 1);
        } catch (SQLException e) {
            throw new IOException("The next events can't be read", e);
        }
    }

    private void writeMessages(EventQuery query, OutputStream out) throws IOException {
        try {
            history.messages(query, message -> {
                // Line ends in JSON are never inside a text, where they would be escaped.
                out.write(message.replace('\n', ' ').replace('\r', ' ').getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            });
        } catch (SQLException e) {
            throw new IOException("The next messages can't be read", e);
        }
    }

    /** Few groups help a reader; a row for each type hides the events. More than a page is not looked through. */
    private static boolean isGrouped(List<Hit> first, int pageSize) {
        long types = first.stream().map(hit -> hit.event().type()).distinct().count();
        return first.size() <= pageSize
                && types > 1
                && types <= MAX_GROUPS
                && first.size() >= types * MIN_EVENTS_OF_GROUP;
    }

    private Export.Heading heading(@Nullable String name, List<Hit> first, boolean grouped, UriInfo uri) {
        Instant updated = first.stream()
                .map(hit -> hit.event().revised())
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        URI self = uri.getRequestUri();
        if (name == null) {
            return new Export.Heading("Annals", null, uri.getBaseUri(), self, updated, grouped);
        }
        Timeline timeline = timelines.get(name);
        URI home = uri.getBaseUriBuilder().path("timelines/{timeline}").build(name);
        String title = timeline.title() == null ? name : timeline.title();
        return new Export.Heading(title, timeline.description(), home, self, updated, grouped);
    }
}
