// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.problem.Problem;
import org.annals.timeline.problem.ProblemException;
import org.annals.timeline.story.Freshness;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** One event. */
@Allowed(Role.READER)
@Path("/v1/events/{eventId}")
@Produces(MediaType.APPLICATION_JSON)
class EventResource {

    private static final int MAX_THREAD_DEPTH = 20;
    private static final int MAX_THREAD_EVENTS = 500;

    private final EventStore store;
    private final Links links;
    private final LinkStore linkStore;
    private final Freshness freshness;

    EventResource(EventStore store, Links links, LinkStore linkStore, Freshness freshness) {
        this.store = store;
        this.links = links;
        this.linkStore = linkStore;
        this.freshness = freshness;
    }

    @GET
    @Operation(
            summary = "An event at its latest revision, and its links in both directions",
            description = "linksTo has what the event itself is linked to, linkedFrom the events that are linked to"
                    + " it (at most 200)")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Links.LinkedEvents.class)))
    @APIResponse(responseCode = "410", description = "The event was withdrawn; the problem says why")
    public Response get(@PathParam("eventId") String eventId) throws SQLException {
        return freshness.answer(state("event"), () -> links.of(standing(eventId)));
    }

    @GET
    @Path("/thread")
    @Operation(
            summary = "What an event responds to and was caused by, and what followed from it, link by link",
            description = "complete is false where depth or limit left something out")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = EventThread.Answer.class)))
    @APIResponse(responseCode = "410", description = "The event was withdrawn; the problem says why")
    public Response thread(
            @PathParam("eventId") String eventId,
            @Parameter(description = "How many links to follow at most, from 1 to 20")
                    @QueryParam("depth")
                    @DefaultValue("5")
                    int depth,
            @Parameter(description = "How many events to answer at most, from 1 to 500")
                    @QueryParam("limit")
                    @DefaultValue("100")
                    int limit)
            throws SQLException {
        int links = within("depth", depth, MAX_THREAD_DEPTH);
        int events = within("limit", limit, MAX_THREAD_EVENTS);
        return freshness.answer(state("thread"), () -> EventThread.from(standing(eventId), linkStore, links, events));
    }

    /** What is linked to an event may be on any timeline. */
    private Freshness.State state(String form) {
        return freshness.ofAll().as(form);
    }

    private static int within(String parameter, int value, int max) {
        if (value < 1 || value > max) {
            throw ProblemException.badRequest(
                    "invalid-parameter", parameter + " must be from 1 to " + max + ", not " + value + ".");
        }
        return value;
    }

    private EventView standing(String eventId) throws SQLException {
        EventView event = store.one(parse(eventId), Occurred.MAX).orElseThrow(() -> unknown(eventId));
        if (event.retracted()) {
            throw new ProblemException(new Problem(
                    Status.GONE,
                    "event-retracted",
                    "The event was withdrawn by its publisher: "
                            + event.tree().path("reason").asText("no reason given")));
        }
        return event;
    }

    /** All that was ever said of an event. */
    public record Revisions(List<RevisionView> items) {}

    @GET
    @Path("/revisions")
    @Operation(summary = "All revisions of an event, each with what it changed (JSON Patch), withdrawn or not")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Revisions.class)))
    public Response revisions(@PathParam("eventId") String eventId) throws SQLException {
        return freshness.answer(state("revisions"), () -> {
            List<EventView> revisions = store.revisions(parse(eventId));
            if (revisions.isEmpty()) {
                throw unknown(eventId);
            }
            return new Revisions(RevisionView.of(revisions));
        });
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
}
