package org.annals.timeline.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response.Status;
import java.util.UUID;
import org.annals.timeline.json.Json;
import org.annals.timeline.page.Page;
import org.annals.timeline.problem.Problem;
import org.annals.timeline.problem.ProblemException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Events of all timelines. */
@Path("/v1/events")
class EventResource {

    private final EventStore store;

    EventResource(EventStore store) {
        this.store = store;
    }

    @GET
    @Operation(summary = "Events of all timelines, in the order in which they happened")
    public Page<EventView> list(@BeanParam EventParameters parameters) {
        return parameters.page(store, null);
    }

    @GET
    @Path("/{eventId}")
    @Operation(summary = "An event at its latest revision")
    @APIResponse(responseCode = "410", description = "The event was withdrawn; the problem says why")
    public EventView get(@PathParam("eventId") String eventId) {
        EventView event = store.one(parse(eventId)).orElseThrow(() -> unknown(eventId));
        if (event.retracted()) {
            throw new ProblemException(new Problem(
                    Status.GONE, "event-retracted", "The event was withdrawn by its publisher: " + reason(event)));
        }
        return event;
    }

    private static UUID parse(String eventId) {
        try {
            return UUID.fromString(eventId);
        } catch (IllegalArgumentException e) {
            throw unknown(eventId);
        }
    }

    private static ProblemException unknown(String eventId) {
        return ProblemException.notFound("unknown-event", "There is no event " + eventId + ".");
    }

    private static String reason(EventView event) {
        try {
            return Json.STRICT.readTree(event.data()).path("reason").asText("no reason given");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Stored data can't be read [eventId=" + event.eventId() + "]", e);
        }
    }
}
