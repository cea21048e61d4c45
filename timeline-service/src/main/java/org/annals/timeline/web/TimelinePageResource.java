// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.search.EventParameters;
import org.annals.timeline.search.EventQuery;
import org.annals.timeline.search.EventSearch;
import org.annals.timeline.search.FacetCounter;
import org.annals.timeline.search.Hit;
import org.annals.timeline.search.Order;
import org.annals.timeline.search.Slice;
import org.annals.timeline.story.Timeline;
import org.annals.timeline.web.TimelinePage.Turn;
import org.annals.timeline.web.TimelinePage.Year;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** A timeline as a page, with the same filters as the API. */
@Allowed(Role.READER)
@Path("/timelines/{timeline}")
class TimelinePageResource {

    private final EventSearch search;
    private final FacetCounter counter;
    private final Entries entries;
    private final Pages pages;
    private final Viewers viewers;

    TimelinePageResource(EventSearch search, FacetCounter counter, Entries entries, Pages pages, Viewers viewers) {
        this.search = search;
        this.counter = counter;
        this.entries = entries;
        this.pages = pages;
        this.viewers = viewers;
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public Response read(
            @PathParam("timeline") String name, @BeanParam EventParameters parameters, @Context UriInfo uri)
            throws SQLException {
        Query asked = Query.of(uri);
        if (!asked.equals(asked.tidied())) {
            return Response.seeOther(URI.create(asked.tidied().address())).build();
        }
        Timeline timeline = pages.timeline(name);
        EventQuery query = parameters.query(name, viewers.current());
        return pages.of(timeline, () -> page(timeline, parameters, query, asked, uri));
    }

    private TimelinePage page(Timeline timeline, EventParameters parameters, EventQuery query, Query asked, UriInfo uri)
            throws SQLException {
        EventQuery bound = query.at(pages.snapshot(timeline, parameters.snapshot(query)));
        Slice slice = search.slice(bound, parameters.start(query), parameters.limit());
        List<Entry> read = entries.of(slice.hits().stream().map(Hit::event).toList(), query.asOf());
        Filters filters = Filters.of(asked, counter.count(query, FacetCounter.Unit.DAY));
        Story story = Story.of(timeline);
        Moment asOf = query.asOf().equals(EventQuery.NOW) ? null : new Moment(query.asOf());
        return new TimelinePage(
                story,
                filters,
                years(read, query.order()),
                filters.found(),
                asOf,
                Moment.query(asOf),
                asked.without("asOf").address(),
                feeds(asked),
                slice.previous() == null && slice.next() == null
                        ? null
                        : asked.without("order")
                                .without("limit")
                                .at(story.path() + "/strip")
                                .address(),
                turn(slice.previous(), asked, query.order() == Order.OCCURRED_DESCENDING ? "Later" : "Earlier"),
                turn(slice.next(), asked, query.order() == Order.OCCURRED_DESCENDING ? "Earlier" : "Later"),
                StructuredData.of(read, uri));
    }

    private static @Nullable Turn turn(@Nullable String cursor, Query asked, String label) {
        return cursor == null
                ? null
                : new Turn(label, asked.with("cursor", cursor).address());
    }

    private static String feeds(Query asked) {
        String address = asked.without("order").without("limit").at("").address();
        return address.isEmpty() ? "" : "&" + address.substring(1);
    }

    private static List<Year> years(List<Entry> entries, Order order) {
        if (order != Order.OCCURRED && order != Order.OCCURRED_DESCENDING) {
            return List.of(new Year(null, entries));
        }
        List<Year> years = new ArrayList<>();
        for (Entry entry : entries) {
            String heading = Written.year(entry.event());
            if (years.isEmpty() || !heading.equals(years.get(years.size() - 1).heading())) {
                years.add(new Year(heading, new ArrayList<>()));
            }
            years.get(years.size() - 1).entries().add(entry);
        }
        return years;
    }
}
