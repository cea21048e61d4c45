package org.annals.timeline.search;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.annals.timeline.story.Freshness;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Events of all timelines. */
@Path("/v1/events")
class EventListResource {

    private final EventSearch search;
    private final Freshness freshness;

    EventListResource(EventSearch search, Freshness freshness) {
        this.search = search;
        this.freshness = freshness;
    }

    @GET
    @Operation(summary = "Events of all timelines, by default in the order in which they happened")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(ref = "PageEventView")))
    @APIResponse(responseCode = "304", description = "Nothing was stored since the answer with the given ETag")
    public Response list(@BeanParam EventParameters parameters, @Context Request request) throws SQLException {
        EventQuery query = parameters.query(null);
        return freshness.answer(
                freshness.ofAll(), request, () -> parameters.page(search, query).map(Hit::event));
    }
}
