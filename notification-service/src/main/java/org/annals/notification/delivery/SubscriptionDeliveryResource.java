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
import org.annals.notification.subscription.Subscriptions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/** The deliveries of one subscription, for its owner. */
@Allowed(Role.SUBSCRIBER)
@Path("/v1/subscriptions/{subscription}/deliveries")
@Produces(MediaType.APPLICATION_JSON)
class SubscriptionDeliveryResource {

    private final DeliveryReader reader;
    private final Retries retries;
    private final Subscriptions subscriptions;

    SubscriptionDeliveryResource(DeliveryReader reader, Retries retries, Subscriptions subscriptions) {
        this.reader = reader;
        this.retries = retries;
        this.subscriptions = subscriptions;
    }

    @GET
    @Transactional
    @Operation(
            summary = "List the deliveries of a subscription",
            description = "The newest first, each with its attempts; from (included) and to (not) are about when a"
                    + " delivery was created.")
    public Page<Delivery> list(
            UUID subscription,
            @Parameter(description = "delivered, waiting, queued (for a mail), exhausted, superseded or skipped")
                    @QueryParam("status")
                    @Nullable
                    String status,
            @Parameter(description = Scope.FROM) @QueryParam("from") @Nullable String from,
            @Parameter(description = Scope.TO) @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        requireSubscription(subscription);
        return reader.page(Scope.of(subscription, from, to), status, limit, cursor);
    }

    @GET
    @Path("/{delivery}")
    @Transactional
    @Operation(
            summary = "Read a delivery of a subscription",
            description = "With its attempts, and with the body that they sent.")
    public Delivery get(UUID subscription, UUID delivery) {
        return requireDelivery(subscription, delivery);
    }

    @POST
    @Path("/retry")
    @Transactional
    @ResponseStatus(StatusCode.ACCEPTED)
    @Operation(summary = "Retry the exhausted deliveries of a subscription", description = Retries.DESCRIPTION)
    public Retries.Retried retryAll(
            UUID subscription,
            @Parameter(description = Scope.FROM) @QueryParam("from") @Nullable String from,
            @Parameter(description = Scope.TO) @QueryParam("to") @Nullable String to) {
        requireSubscription(subscription);
        return retries.all(Scope.of(subscription, from, to));
    }

    @POST
    @Path("/{delivery}/retry")
    @Transactional
    @ResponseStatus(StatusCode.ACCEPTED)
    @Operation(summary = "Retry an exhausted delivery", description = "Makes one more attempt at once.")
    public Retries.Retried retry(UUID subscription, UUID delivery) {
        requireDelivery(subscription, delivery);
        return retries.one(delivery);
    }

    @POST
    @Path("/{delivery}/skip")
    @Transactional
    @Operation(
            summary = "Skip an exhausted delivery",
            description = "Lets the timeline of an ordered subscription go on without it: until it is skipped or"
                    + " retried, what comes after it waits.")
    public void skip(UUID subscription, UUID delivery) {
        requireDelivery(subscription, delivery);
        retries.skip(delivery);
    }

    private Delivery requireDelivery(UUID subscription, UUID delivery) {
        requireSubscription(subscription);
        return reader.find(delivery)
                .filter(found -> found.subscription().equals(subscription))
                .orElseThrow(() -> ProblemException.notFound(
                        "unknown-delivery", "The subscription has no delivery " + delivery + "."));
    }

    private void requireSubscription(UUID subscription) {
        if (!subscriptions.exists(subscription)) {
            throw ProblemException.notFound("unknown-subscription", "There is no subscription " + subscription + ".");
        }
    }
}
