// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.stream;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.regex.Pattern;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.problem.ProblemException;
import org.annals.timeline.search.EventParameters;
import org.annals.timeline.search.EventQuery;
import org.annals.timeline.story.Timeline;
import org.annals.timeline.story.TimelineStore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Changes of a timeline as they are stored, for as long as the connection is kept. */
@Allowed(Role.READER)
@Path("/v1/timelines/{timeline}/stream")
@Produces(MediaType.SERVER_SENT_EVENTS)
class TimelineStreamResource {

    private static final Pattern SEQUENCE = Pattern.compile("\\d{1,18}");

    private final Streams streams;
    private final TimelineStore timelines;
    private final Viewers viewers;

    TimelineStreamResource(Streams streams, TimelineStore timelines, Viewers viewers) {
        this.streams = streams;
        this.timelines = timelines;
        this.viewers = viewers;
    }

    @GET
    @Operation(summary = "The changes of a timeline as they are stored", description = Streams.DESCRIPTION)
    @APIResponse(responseCode = "200", description = "The stream; each id is the sequence of the change")
    public Response open(
            @PathParam("timeline") String name,
            @BeanParam EventParameters parameters,
            @HeaderParam("Last-Event-ID") @Nullable String lastEventId,
            @Parameter(description = "The last sequence that is known already, where Last-Event-ID can't be sent")
                    @QueryParam("after")
                    @Nullable
                    String after) {
        EventQuery query = parameters.queryOfChanges(name, viewers.current());
        Timeline timeline = timelines.get(name);
        String last = Streams.last(lastEventId, after);
        return streams.answer(
                query, last == null ? Long.toString(timeline.sequence()) : sequence(last, timeline.sequence()));
    }

    private static String sequence(String last, long reached) {
        if (SEQUENCE.matcher(last).matches()) {
            long sequence = Long.parseLong(last);
            if (sequence > reached) {
                throw ProblemException.notReached("Last-Event-ID or after", sequence, reached);
            }
            return last;
        }
        throw ProblemException.badRequest(
                "invalid-parameter", "Last-Event-ID or after must be the sequence of a change, not " + last + ".");
    }
}
