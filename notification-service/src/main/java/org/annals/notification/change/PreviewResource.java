// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.annals.notification.access.Allowed;
import org.annals.notification.access.Callers;
import org.annals.notification.access.Role;
import org.annals.notification.access.Viewer;
import org.annals.notification.problem.Problem;
import org.annals.notification.problem.ProblemException;
import org.annals.notification.subscription.Criteria;
import org.annals.notification.subscription.JsonBody;
import org.annals.notification.subscription.NewSubscription;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

@Allowed(Role.SUBSCRIBER)
@Path("/v1/subscriptions/preview")
@Produces(MediaType.APPLICATION_JSON)
class PreviewResource {

    private static final int DEFAULT_LAST = 50;
    private static final int MAX_LAST = 500;

    /** Each reads from the topic; more at once would only be slower. */
    private final Semaphore turns = new Semaphore(4);

    private final RecentChanges recent;
    private final ChangeMatcher matcher;
    private final Callers callers;
    private final JsonBody json;

    PreviewResource(RecentChanges recent, ChangeMatcher matcher, Callers callers, JsonBody json) {
        this.matcher = matcher;
        this.callers = callers;
        this.recent = recent;
        this.json = json;
    }

    /**
     * What the subscription would have been told.
     *
     * @param matched how many of the changes
     * @param items the changes, the last recorded first
     */
    record Preview(int matched, List<Item> items) {}

    /**
     * A change.
     *
     * @param why what each member says that the subscription has
     */
    record Item(
            String timeline,
            long sequence,
            UUID eventId,
            String type,
            String title,
            boolean matched,
            List<Criteria.Reason> why) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Try a subscription on the last changes",
            description = "The body is as for a new subscription; sink and protocol may be absent. Answers which of the"
                    + " last changes it would have been told of, and why each or why not. That corrections reach who was"
                    + " told of the event before is not considered.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Preview.class)))
    @APIResponse(responseCode = "400", description = "A problem that names everything that is wrong")
    @APIResponse(responseCode = "503", description = "Too many are being tried, or the broker is away")
    public Preview preview(
            @Parameter(description = "How many changes to look at, 1 to 500; 50 if absent")
                    @QueryParam("last")
                    @Nullable
                    String last,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = NewSubscription.class)))
                    InputStream body)
            throws IOException {
        int count = count(last);
        JsonNode asked = json.read(body);
        Criteria criteria = new Criteria(NewSubscription.readWithoutSink(asked));
        if (!turns.tryAcquire()) {
            throw new ProblemException(new Problem(
                    Status.SERVICE_UNAVAILABLE, "too-many-previews", "Others are being tried; try again in a moment."));
        }
        try {
            requireReady();
            Viewer viewer = callers.viewer();
            List<Item> items = recent.last(count).stream()
                    .filter(change -> matcher.sees(viewer, change))
                    .map(change -> item(change, criteria))
                    .toList();
            return new Preview((int) items.stream().filter(Item::matched).count(), items);
        } finally {
            turns.release();
        }
    }

    private void requireReady() {
        if (!matcher.isReady()) {
            throw new ProblemException(new Problem(
                    Status.SERVICE_UNAVAILABLE,
                    "not-ready",
                    "It is not known yet which timelines are private; try again in a moment."));
        }
    }

    private static Item item(Change change, Criteria criteria) {
        List<Criteria.Reason> why = criteria.explain(change.facts());
        return new Item(
                change.message().timeline(),
                change.message().sequence(),
                change.message().eventId(),
                change.message().type(),
                change.data().path("title").asText(""),
                why.stream().allMatch(Criteria.Reason::fits),
                why);
    }

    private static int count(@Nullable String last) {
        if (last == null) {
            return DEFAULT_LAST;
        }
        try {
            int count = Integer.parseInt(last);
            if (count >= 1 && count <= MAX_LAST) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw invalid();
        }
        throw invalid();
    }

    private static ProblemException invalid() {
        return ProblemException.badRequest("invalid-parameter", "last must be a number from 1 to " + MAX_LAST);
    }
}
