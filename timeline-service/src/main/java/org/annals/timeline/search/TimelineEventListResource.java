package org.annals.timeline.search;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.annals.timeline.story.Freshness;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Events of one timeline. */
@Path("/v1/timelines/{timeline}/events")
class TimelineEventListResource {

    private final EventSearch search;
    private final Freshness freshness;

    TimelineEventListResource(EventSearch search, Freshness freshness) {
        this.search = search;
        this.freshness = freshness;
    }

    @GET
    @Operation(summary = "Events of a timeline, by default in the order in which they happened")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "PageEventView")))
    @APIResponse(responseCode = "304", description = "Nothing was stored since the answer with the given ETag")
    public Response list(
            @PathParam("timeline") String timeline, @BeanParam EventParameters parameters, @Context Request request)
            throws SQLException {
        EventQuery query = parameters.query(timeline);
        return freshness.answer(
                freshness.of(timeline),
                request,
                () -> parameters.page(search, query).map(Hit::event));
    }
}
