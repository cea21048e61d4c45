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
import org.annals.timeline.problem.ProblemException;
import org.annals.timeline.search.EventParameters;
import org.annals.timeline.search.EventQuery;
import org.annals.timeline.search.EventSearch;
import org.annals.timeline.search.Hit;
import org.annals.timeline.search.Slice;
import org.annals.timeline.story.Timeline;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A timeline for other sites to show in a frame, with the same filters as its page. */
@Allowed(Role.READER)
@Path("/embed/{timeline}")
class EmbedResource {

    private final EventSearch search;
    private final Entries entries;
    private final Pages pages;
    private final Viewers viewers;

    EmbedResource(EventSearch search, Entries entries, Pages pages, Viewers viewers) {
        this.search = search;
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
        Timeline timeline = pages.timeline(name);
        if (timeline.isPrivate()) {
            throw ProblemException.unknownTimeline(name);
        }
        EventQuery query = parameters.query(name, viewers.current());
        return pages.of(timeline, () -> {
            EventQuery bound = query.at(pages.snapshot(timeline, parameters.snapshot(query)));
            Slice slice = search.slice(bound, parameters.start(query), parameters.limit());
            List<Entry> read = entries.of(slice.hits().stream().map(Hit::event).toList(), query.asOf());
            Story story = Story.of(timeline);
            String whole = Query.of(uri).without("limit").at(story.path()).address();
            return new EmbedPage(story, read, slice.next() != null, whole);
        });
    }
}
