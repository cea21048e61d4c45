package org.annals.timeline.event;

import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import org.annals.timeline.page.Page;
import org.annals.timeline.problem.ProblemException;
import org.annals.timeline.story.TimelineStore;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Events of one timeline. */
@Path("/v1/timelines/{timeline}/events")
class TimelineEventResource {

    private final EventStore store;
    private final TimelineStore timelines;

    TimelineEventResource(EventStore store, TimelineStore timelines) {
        this.store = store;
        this.timelines = timelines;
    }

    @GET
    @Operation(summary = "Events of a timeline, in the order in which they happened")
    public Page<EventView> list(@PathParam("timeline") String timeline, @BeanParam EventParameters parameters) {
        Page<EventView> page = parameters.page(store, timeline);
        if (page.items().isEmpty() && timelines.findById(timeline) == null) {
            throw ProblemException.unknownTimeline(timeline);
        }
        return page;
    }
}
