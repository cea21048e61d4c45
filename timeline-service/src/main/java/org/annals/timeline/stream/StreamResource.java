// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.stream;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.search.ChangeSearch;
import org.annals.timeline.search.EventParameters;
import org.annals.timeline.search.EventQuery;
import org.annals.timeline.search.Place;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Changes of all timelines as they are stored, for as long as the connection is kept. */
@Allowed(Role.READER)
@Path("/v1/stream")
@Produces(MediaType.SERVER_SENT_EVENTS)
class StreamResource {

    private final Streams streams;
    private final ChangeSearch search;
    private final Viewers viewers;

    StreamResource(Streams streams, ChangeSearch search, Viewers viewers) {
        this.streams = streams;
        this.search = search;
        this.viewers = viewers;
    }

    @GET
    @Operation(summary = "The changes of all timelines as they are stored", description = Streams.DESCRIPTION)
    @APIResponse(
            responseCode = "200",
            description = "The stream; an id is a place in all of them. Each timeline's changes come in their order")
    public Response open(
            @BeanParam EventParameters parameters,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @Parameter(description = "An id of this stream, where Last-Event-ID can't be sent")
                    @QueryParam("after")
                    @Nullable
                    String after)
            throws SQLException {
        EventQuery query = parameters.queryOfChanges(null, viewers.current());
        String last = Streams.last(lastEventId, after);
        Place place = last == null ? search.end() : Place.of(last);
        search.requireReached(place);
        return streams.answer(query, place.text());
    }
}
