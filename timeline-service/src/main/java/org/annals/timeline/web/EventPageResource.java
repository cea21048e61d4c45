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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.event.EventStore;
import org.annals.timeline.event.EventView;
import org.annals.timeline.event.Links;
import org.annals.timeline.problem.ProblemException;
import org.annals.timeline.search.EventParameters;
import org.annals.timeline.search.EventQuery;
import org.annals.timeline.story.Timeline;
import org.annals.timeline.web.EventPage.Revision;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The permanent page of an event. A withdrawn one is told with why, and answered 410. */
@Allowed(Role.READER)
@Path("/timelines/{timeline}/events/{eventId}")
class EventPageResource {

    private final EventStore store;
    private final Entries entries;
    private final Links links;
    private final Pages pages;
    private final Viewers viewers;

    EventPageResource(EventStore store, Entries entries, Links links, Pages pages, Viewers viewers) {
        this.store = store;
        this.links = links;
        this.entries = entries;
        this.pages = pages;
        this.viewers = viewers;
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public Response read(
            @PathParam("timeline") String name,
            @PathParam("eventId") String eventId,
            @BeanParam EventParameters parameters,
            @Context UriInfo uri)
            throws SQLException {
        Timeline timeline = pages.timeline(name);
        Instant asOf = parameters.query(name, viewers.current()).asOf();
        List<EventView> revisions = revisions(name, eventId, asOf);
        Response response = pages.of(timeline, () -> page(timeline, revisions, asOf, uri));
        boolean withdrawn = revisions.get(revisions.size() - 1).retracted();
        return withdrawn && response.hasEntity()
                ? Response.fromResponse(response).status(Response.Status.GONE).build()
                : response;
    }

    private List<EventView> revisions(String timeline, String eventId, Instant asOf) throws SQLException {
        try {
            List<EventView> revisions = store.revisions(UUID.fromString(eventId)).stream()
                    .filter(revision -> !revision.revised().isAfter(asOf))
                    .toList();
            if (!revisions.isEmpty() && revisions.get(0).timeline().equals(timeline)) {
                return revisions;
            }
        } catch (IllegalArgumentException e) {
            throw unknown(timeline, eventId);
        }
        throw unknown(timeline, eventId);
    }

    private static ProblemException unknown(String timeline, String eventId) {
        return ProblemException.notFound(
                "unknown-event", "There is no event " + eventId + " in the timeline " + timeline + " at that time.");
    }

    private EventPage page(Timeline timeline, List<EventView> revisions, Instant asOf, UriInfo uri)
            throws SQLException {
        Story story = Story.of(timeline);
        List<Revision> read = new ArrayList<>();
        for (Entry entry : entries.ofRevisions(revisions, asOf)) {
            String then = story.path() + "?asOf=" + entry.revised().text();
            read.add(new Revision(entry, then));
        }
        Entry current = read.get(0).entry();
        Moment moment = asOf.equals(EventQuery.NOW) ? null : new Moment(asOf);
        List<Linked> linkedFrom = new ArrayList<>();
        UUID eventId = current.event().eventId();
        links.linkingTo(eventId, asOf).forEach(other -> linkedFrom.addAll(Linked.from(other, eventId)));
        return new EventPage(
                story,
                current,
                linkedFrom,
                read,
                moment,
                Moment.query(moment),
                StructuredData.of(List.of(current), uri));
    }
}
