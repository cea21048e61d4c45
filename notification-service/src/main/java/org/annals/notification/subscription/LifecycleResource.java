// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

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
import java.util.Optional;
import java.util.UUID;
import org.annals.notification.access.Allowed;
import org.annals.notification.access.Role;
import org.annals.notification.problem.Problem;
import org.annals.notification.problem.ProblemException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/** Lets a subscription rest, go on, and go back. */
@Allowed(Role.SUBSCRIBER)
@Path("/v1/subscriptions/{id}")
@Produces(MediaType.APPLICATION_JSON)
class LifecycleResource {

    private final SubscriptionStore store;
    private final Subscriptions subscriptions;
    private final CatchUpStore catchUps;
    private final Starts starts;
    private final JsonBody json;

    LifecycleResource(
            SubscriptionStore store, Subscriptions subscriptions, CatchUpStore catchUps, Starts starts, JsonBody json) {
        this.store = store;
        this.subscriptions = subscriptions;
        this.catchUps = catchUps;
        this.starts = starts;
        this.json = json;
    }

    /** The answer to a replay. */
    record Replay(UUID id) {}

    @POST
    @Path("/pause")
    @Operation(
            summary = "Pause a subscription",
            description = "Nothing is sent until it is resumed, retries included. What comes meanwhile stays in the log"
                    + " and is sent then.")
    public Subscription pause(UUID id) {
        while (true) {
            Subscription current = get(id);
            if (current.status() == Subscription.Status.PAUSED) {
                return current;
            }
            if (!current.isActive()) {
                throw conflict("subscription-not-active", "It is not active, and so nothing is sent already.");
            }
            List<CatchUp> rest = starts.unsettled(id);
            Optional<Subscription> paused =
                    subscriptions.replace(current.with(Subscription.Status.PAUSED), () -> catchUps.start(rest));
            if (paused.isPresent()) {
                return paused.get();
            }
        }
    }

    @POST
    @Path("/resume")
    @Operation(
            summary = "Resume a subscription",
            description = "What came while it was paused or disabled is sent, unless missed=skip. A delivery that is"
                    + " exhausted is sent once it is retried.")
    public Subscription resume(
            UUID id,
            @Parameter(description = "deliver (default) or skip") @QueryParam("missed") @Nullable String missed) {
        boolean skip = skip(missed);
        while (true) {
            Subscription current = get(id);
            if (current.isActive()) {
                return current;
            }
            if (current.status() == Subscription.Status.UNCONFIRMED) {
                throw conflict("subscription-unconfirmed", "Its recipient has yet to say that they want it.");
            }
            List<CatchUp> now = starts.now(id);
            Optional<Subscription> resumed = subscriptions.replace(current.with(Subscription.Status.ACTIVE), () -> {
                if (skip) {
                    catchUps.move(now);
                } else {
                    // One that was paused or disabled has its places already, and keeps them.
                    catchUps.start(now);
                }
            });
            if (resumed.isPresent()) {
                return resumed.get();
            }
        }
    }

    @POST
    @Path("/replay")
    @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
    @ResponseStatus(StatusCode.ACCEPTED)
    @Operation(
            summary = "Send what was recorded in a range again",
            description = "Each change of the range that the subscription asks for now is sent once more, with the"
                    + " webhook-id that it had, or for the first time. Changes that come meanwhile are sent as ever.")
    public Replay replay(
            UUID id,
            @RequestBody(content = @Content(schema = @Schema(implementation = ReplayRange.class))) InputStream body)
            throws IOException {
        CatchUp.Range range = ReplayRange.read(json.read(body));
        UUID replay = UUID.randomUUID();
        while (true) {
            Subscription current = get(id);
            if (current.protocol() != Protocol.HTTP) {
                throw conflict(
                        "replay-not-possible", "What was mailed is not mailed again; only webhooks are replayed.");
            }
            List<CatchUp> rows = starts.replay(replay, id, range);
            if (subscriptions.replace(current, () -> catchUps.start(rows)).isPresent()) {
                return new Replay(replay);
            }
        }
    }

    private Subscription get(UUID id) {
        return store.get(id).orElseThrow(() -> SubscriptionResource.unknown(id));
    }

    private static boolean skip(@Nullable String missed) {
        if (missed == null || missed.equals("deliver")) {
            return false;
        }
        if (missed.equals("skip")) {
            return true;
        }
        throw ProblemException.badRequest("invalid-parameter", "missed must be deliver or skip");
    }

    private static ProblemException conflict(String code, String detail) {
        return new ProblemException(new Problem(Status.CONFLICT, code, detail));
    }
}
