// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.story.Freshness;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** How many events of a timeline there are of each kind. */
@Allowed(Role.READER)
@Path("/v1/timelines/{timeline}/facets")
@Produces(MediaType.APPLICATION_JSON)
class TimelineFacetResource {

    private final FacetCounter counter;
    private final Freshness freshness;
    private final Viewers viewers;

    TimelineFacetResource(FacetCounter counter, Freshness freshness, Viewers viewers) {
        this.counter = counter;
        this.freshness = freshness;
        this.viewers = viewers;
    }

    @GET
    @Operation(summary = "Counts of events of a timeline by type, status, actor, tag and time, within any filter")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Facets.class)))
    public Response count(
            @PathParam("timeline") String timeline,
            @BeanParam EventParameters parameters,
            @QueryParam("by") @Parameter(description = "year, month (default) or day") @Nullable String by)
            throws SQLException {
        EventQuery query = parameters.query(timeline, viewers.current());
        FacetCounter.Unit unit = FacetCounter.Unit.of(by);
        Freshness.State state = freshness.of(timeline);
        // Misspelt words are looked up among the names of all timelines.
        Freshness.State whole = query.words() == null ? state : state.and(freshness.ofAll());
        return freshness.answer(whole, () -> counter.count(query, unit));
    }
}
