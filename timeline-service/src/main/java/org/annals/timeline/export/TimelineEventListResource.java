// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.export;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.sql.SQLException;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.search.EventParameters;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Events of one timeline. */
@Allowed(Role.READER)
@Path("/v1/timelines/{timeline}/events")
class TimelineEventListResource {

    private final Exports exports;

    TimelineEventListResource(Exports exports) {
        this.exports = exports;
    }

    @GET
    @Produces({
        MediaType.APPLICATION_JSON,
        Format.JSON_FEED_TYPE,
        MediaType.APPLICATION_ATOM_XML,
        Format.CALENDAR_TYPE,
        Format.GEO_JSON_TYPE,
        Format.CSV_TYPE,
        Format.JSON_LD_TYPE,
        Format.TIMELINE_JS_TYPE,
        Format.CLOUD_EVENTS_TYPE
    })
    @Operation(
            summary = "Events of a timeline, by default in the order in which they happened",
            description = "As pages of JSON; as feeds (JSON Feed, Atom), the latest revision first; or whole, as"
                    + " iCalendar, GeoJSON, CSV, JSON-LD, TimelineJS, or the CloudEvents that made them")
    @APIResponse(responseCode = "200", description = "The events")
    @APIResponse(responseCode = "304", description = "Nothing was stored since the answer with the given ETag")
    public Response list(
            @PathParam("timeline") String timeline,
            @BeanParam EventParameters parameters,
            @QueryParam("format")
                    @Parameter(
                            description = "Instead of Accept: json, jsonfeed, atom, icalendar, geojson, csv, jsonld,"
                                    + " timelinejs or cloudevents")
                    @Nullable
                    String format,
            @Context HttpHeaders headers,
            @Context UriInfo uri)
            throws SQLException {
        return exports.answer(timeline, parameters, format, headers, uri);
    }
}
