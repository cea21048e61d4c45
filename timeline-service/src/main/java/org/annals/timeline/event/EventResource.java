package org.annals.timeline.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response.Status;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.annals.timeline.json.Json;
import org.annals.timeline.problem.Problem;
import org.annals.timeline.problem.ProblemException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** One event. */
@Path("/v1/events/{eventId}")
class EventResource {

    private final EventStore store;

    EventResource(EventStore store) {
        this.store = store;
    }

    @GET
    @Operation(summary = "An event at its latest revision")
    @APIResponse(responseCode = "410", description = "The event was withdrawn; the problem says why")
    public EventView get(@PathParam("eventId") String eventId) throws SQLException {
        EventView event = store.one(parse(eventId), Occurred.MAX).orElseThrow(() -> unknown(eventId));
        if (event.retracted()) {
            throw new ProblemException(new Problem(
                    Status.GONE, "event-retracted", "The event was withdrawn by its publisher: " + reason(event)));
        }
        return event;
    }

    /** All that was ever said of an event. */
    public record Revisions(List<RevisionView> items) {}

    @GET
    @Path("/revisions")
    @Operation(summary = "All revisions of an event, each with what it changed (JSON Patch), withdrawn or not")
    public Revisions revisions(@PathParam("eventId") String eventId) throws SQLException {
        List<EventView> revisions = store.revisions(parse(eventId));
        if (revisions.isEmpty()) {
            throw unknown(eventId);
        }
        return new Revisions(RevisionView.of(revisions));
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
