// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.story;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.page.Page;
import org.annals.timeline.problem.ProblemException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** The timelines. */
@Allowed(Role.READER)
@Path("/v1/timelines")
@Produces(MediaType.APPLICATION_JSON)
class TimelineResource {

    private final TimelineStore store;
    private final Freshness freshness;

    TimelineResource(TimelineStore store, Freshness freshness) {
        this.store = store;
        this.freshness = freshness;
    }

    @GET
    @Operation(summary = "All timelines, by name")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Timelines.class)))
    @APIResponse(responseCode = "304", description = "Nothing was stored since the answer with the given ETag")
    public Response list(
            @QueryParam("limit") @DefaultValue(Page.DEFAULT_LIMIT) int limit,
            @QueryParam("cursor") @Nullable String cursor)
            throws SQLException {
        String after = cursor == null ? "" : decode(cursor);
        int size = Page.limit(limit);
        return freshness.answer(freshness.ofAll(), () -> {
            List<TimelineView> rows =
                    store.page(after, size + 1).stream().map(TimelineView::of).toList();
            return Page.of(rows, size, last -> encode(last.timeline()));
        });
    }

    /** A page of timelines, for the description of the API. */
    record Timelines(List<TimelineView> items, @Nullable String next) {}

    @GET
    @Path("/{timeline}")
    @Operation(summary = "A timeline: what it is called, how many events it has, and its last sequence and hash")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = TimelineView.class)))
    @APIResponse(responseCode = "304", description = "Nothing was stored since the answer with the given ETag")
    public Response get(@PathParam("timeline") String name) throws SQLException {
        Timeline timeline = store.get(name);
        return freshness.answer(freshness.of(timeline), () -> TimelineView.of(timeline));
    }

    private static String encode(String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String decode(String cursor) {
        try {
            return new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("invalid-cursor", "The cursor is not one that was given in next.");
        }
    }
}
