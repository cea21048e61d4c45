// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.event.ImportedEventStore.EventKey;
import org.annals.timeline.event.ImportedEventStore.ImportedEvent;
import org.annals.timeline.json.Json;
import org.annals.timeline.page.Page;
import org.annals.timeline.problem.ProblemException;
import org.annals.timeline.story.TimelineStore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Events of a timeline in bulk, for programs that compare a file with the timeline. Nothing is changed by asking. */
@Allowed(Role.READER)
@Path("/v1/timelines/{timeline}")
@Produces(MediaType.APPLICATION_JSON)
class EventIdResource {

    private static final int MAX_PAGE = 20_000;
    private static final int MAX_LOOKUP = 5000;

    /** With room for white space between the ids. */
    private static final int MAX_BODY_CHARS = MAX_LOOKUP * 50;

    private final ImportedEventStore store;
    private final TimelineStore timelines;

    EventIdResource(ImportedEventStore store, TimelineStore timelines) {
        this.store = store;
        this.timelines = timelines;
    }

    /** A page of ids, for the description of the API. */
    record EventKeys(List<EventKey> items, @Nullable String next) {}

    @GET
    @Path("/event-ids")
    @Operation(
            summary = "The ids of all events of a timeline, or of one source in it, withdrawn or not",
            description = "In the order of the ids, for programs that compare a file with the timeline.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = EventKeys.class)))
    public Page<EventKey> list(
            @PathParam("timeline") String timeline,
            @Parameter(description = "The source of the events; all sources where it is absent")
                    @QueryParam("source")
                    @Nullable
                    String source,
            @Parameter(description = "The cursor of the page before, in next") @QueryParam("cursor") @Nullable
                    String cursor,
            @Parameter(description = "How many ids to answer at most, from 1 to 20000")
                    @QueryParam("limit")
                    @DefaultValue("1000")
                    int limit)
            throws SQLException {
        if (limit < 1 || limit > MAX_PAGE) {
            throw ProblemException.badRequest(
                    "invalid-parameter", "limit must be from 1 to " + MAX_PAGE + ", not " + limit + ".");
        }
        timelines.get(timeline);
        UUID after = cursor == null ? new UUID(0, 0) : cursor(cursor);
        return Page.of(
                store.keys(timeline, source, after, limit + 1),
                limit,
                last -> last.eventId().toString());
    }

    private static UUID cursor(String cursor) {
        try {
            return UUID.fromString(cursor);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("invalid-cursor", "The cursor is not one that was given in next.");
        }
    }

    /** Events that were looked up. */
    record ImportedEvents(List<ImportedEvent> items) {}

    /** Ids to look up, for the description of the API. */
    record Lookup(List<UUID> eventIds) {}

    @POST
    @Path("/event-lookups")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Events of a timeline by their ids, each with the last content that its importer published",
            description = "An importer names a message after its event: by the id of the event, and for a correction by"
                    + " that id with ;revision= and its number behind it. Corrections by others are passed over. Events"
                    + " that the timeline does not have are left out of the answer.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = ImportedEvents.class)))
    @APIResponse(responseCode = "400", description = "The body is no list of at most 5000 ids")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_JSON,
                            schema = @Schema(type = SchemaType.OBJECT, implementation = Lookup.class)))
    public ImportedEvents lookUp(@PathParam("timeline") String timeline, String body) throws SQLException {
        List<UUID> eventIds = eventIds(body);
        timelines.get(timeline);
        return new ImportedEvents(store.find(timeline, eventIds));
    }

    private static List<UUID> eventIds(String body) {
        List<UUID> eventIds = new ArrayList<>();
        try {
            JsonNode ids = body.length() > MAX_BODY_CHARS
                    ? MissingNode.getInstance()
                    : Json.STRICT.readTree(body).path("eventIds");
            for (JsonNode id : ids) {
                eventIds.add(UUID.fromString(id.asText()));
            }
            if (ids.isArray() && ids.size() <= MAX_LOOKUP) {
                return eventIds;
            }
        } catch (JsonProcessingException | IllegalArgumentException e) {
            // Refused below, like what has no ids at all.
        }
        throw ProblemException.badRequest(
                "invalid-lookup", "The body must have eventIds: a list of at most " + MAX_LOOKUP + " ids of events.");
    }
}
