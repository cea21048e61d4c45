// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.UUID;
import org.annals.notification.access.Allowed;
import org.annals.notification.access.Role;
import org.annals.notification.paging.Page;
import org.annals.notification.problem.ProblemException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/** Deliveries to all subscriptions, for whoever operates the service. */
@Allowed(Role.ADMIN)
@Path("/v1/deliveries")
@Produces(MediaType.APPLICATION_JSON)
class DeliveryResource {

    private final DeliveryReader reader;
    private final Retries retries;

    DeliveryResource(DeliveryReader reader, Retries retries) {
        this.reader = reader;
        this.retries = retries;
    }

    @GET
    @Transactional
    @Operation(
            summary = "List deliveries",
            description =
                    "The newest first, each with its attempts; each filter that is given must hold. from (included)"
                            + " and to (not) are about when a delivery was created.")
    public Page<Delivery> list(
            @Parameter(description = "delivered, waiting, queued (for a mail), exhausted, superseded or skipped")
                    @QueryParam("status")
                    @Nullable
                    String status,
            @Parameter(description = "The id of one") @QueryParam("subscription") @Nullable String subscription,
            @Parameter(description = "The slug of one") @QueryParam("timeline") @Nullable String timeline,
            @Parameter(description = Scope.FROM) @QueryParam("from") @Nullable String from,
            @Parameter(description = Scope.TO) @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        return reader.page(Scope.parse(subscription, timeline, from, to), status, limit, cursor);
    }

    @GET
    @Path("/{id}")
    @Transactional
    @Operation(summary = "Read a delivery", description = "With its attempts, and with the body that they sent.")
    public Delivery get(UUID id) {
        return reader.find(id).orElseThrow(() -> unknown(id));
    }

    @POST
    @Path("/retry")
    @Transactional
    @ResponseStatus(StatusCode.ACCEPTED)
    @Operation(summary = "Retry exhausted deliveries", description = Retries.DESCRIPTION)
    public Retries.Retried retryAll(
            @Parameter(description = "The id of one") @QueryParam("subscription") @Nullable String subscription,
            @Parameter(description = "The slug of one") @QueryParam("timeline") @Nullable String timeline,
            @Parameter(description = Scope.FROM) @QueryParam("from") @Nullable String from,
            @Parameter(description = Scope.TO) @QueryParam("to") @Nullable String to) {
        return retries.all(Scope.parse(subscription, timeline, from, to));
    }

    @POST
    @Path("/{id}/retry")
    @Transactional
    @ResponseStatus(StatusCode.ACCEPTED)
    @Operation(summary = "Retry an exhausted delivery", description = "Makes one more attempt at once.")
    public Retries.Retried retry(UUID id) {
        if (reader.find(id).isEmpty()) {
            throw unknown(id);
        }
        return retries.one(id);
    }

    private static ProblemException unknown(UUID id) {
        return ProblemException.notFound(
                "unknown-delivery", "There is no delivery " + id + "; finished ones are removed after a while.");
    }
}
