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
import java.sql.SQLException;
import java.util.List;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.search.EventParameters;
import org.annals.timeline.search.EventQuery;
import org.annals.timeline.search.EventSearch;
import org.annals.timeline.search.FacetCounter;
import org.annals.timeline.search.FacetCounter.Unit;
import org.annals.timeline.search.Facets;
import org.annals.timeline.search.Hit;
import org.annals.timeline.search.Order;
import org.annals.timeline.story.Freshness;
import org.annals.timeline.story.Timeline;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** All of a timeline for its strip of time, where its page shows only a part of it. */
@Allowed(Role.READER)
@Path("/timelines/{timeline}/strip")
class StripResource {

    /** More are not told apart on a screen. */
    private static final int MAX_EVENTS = 400;

    private static final int MAX_PERIODS = 600;

    private final EventSearch search;
    private final FacetCounter counter;
    private final Entries entries;
    private final Pages pages;
    private final Freshness freshness;
    private final Viewers viewers;

    StripResource(
            EventSearch search,
            FacetCounter counter,
            Entries entries,
            Pages pages,
            Freshness freshness,
            Viewers viewers) {
        this.search = search;
        this.counter = counter;
        this.entries = entries;
        this.pages = pages;
        this.freshness = freshness;
        this.viewers = viewers;
    }

    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public Response read(
            @PathParam("timeline") String name, @BeanParam EventParameters parameters, @Context UriInfo uri)
            throws SQLException {
        Timeline timeline = pages.timeline(name);
        EventQuery query = parameters.query(name, viewers.current());
        Query page = Query.of(uri).at(Story.of(timeline).path());
        return freshness.answer(pages.state(timeline).as("strip"), () -> strip(query, page));
    }

    private Strip strip(EventQuery query, Query page) throws SQLException {
        Facets days = counter.count(query, Unit.DAY);
        return days.total() <= MAX_EVENTS ? events(query) : periods(query, days, page);
    }

    private Strip events(EventQuery query) throws SQLException {
        EventQuery ordered = query.in(Order.OCCURRED);
        List<Hit> hits = search.page(ordered, Order.OCCURRED.start(), MAX_EVENTS);
        String moment = Moment.query(query.asOf().equals(EventQuery.NOW) ? null : new Moment(query.asOf()));
        return new Strip(
                entries.plain(hits.stream().map(Hit::event).toList()).stream()
                        .map(entry -> Strip.Event.of(entry, moment))
                        .toList(),
                null);
    }

    /** Days, or months, or years: the smallest of which there are not too many. */
    private Strip periods(EventQuery query, Facets days, Query page) throws SQLException {
        List<Facets.Count> periods = days.time();
        for (Unit unit : List.of(Unit.MONTH, Unit.YEAR)) {
            // Days are few also where hardly any date is so exact.
            if (periods.size() > MAX_PERIODS || sum(periods) < days.total() / 2) {
                periods = counter.count(query, unit).time();
            }
        }
        return new Strip(
                null,
                periods.stream()
                        .limit(MAX_PERIODS)
                        .map(period -> Strip.Period.of(period, page))
                        .toList());
    }

    private static long sum(List<Facets.Count> counts) {
        return counts.stream().mapToLong(Facets.Count::count).sum();
    }
}
