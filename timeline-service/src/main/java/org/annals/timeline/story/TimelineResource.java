package org.annals.timeline.story;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.annals.timeline.page.Page;
import org.annals.timeline.problem.ProblemException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The timelines. */
@Path("/v1/timelines")
class TimelineResource {

    private final TimelineStore store;

    TimelineResource(TimelineStore store) {
        this.store = store;
    }

    @GET
    @Operation(summary = "All timelines, by name")
    public Page<TimelineView> list(
            @QueryParam("limit") @DefaultValue(Page.DEFAULT_LIMIT) int limit,
            @QueryParam("cursor") @Nullable String cursor) {
        List<TimelineView> rows = store.page(cursor == null ? "" : decode(cursor), Page.limit(limit) + 1).stream()
                .map(TimelineView::of)
                .toList();
        return Page.of(rows, limit, last -> encode(last.timeline()));
    }

    @GET
    @Path("/{timeline}")
    @Operation(summary = "A timeline: what it is called, how many events it has, and its last sequence and hash")
    public TimelineView get(@PathParam("timeline") String name) {
        Timeline timeline = store.findById(name);
        if (timeline == null) {
            throw ProblemException.unknownTimeline(name);
        }
        return TimelineView.of(timeline);
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
