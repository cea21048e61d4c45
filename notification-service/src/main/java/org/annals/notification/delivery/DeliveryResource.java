package org.annals.notification.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.annals.notification.paging.Cursor;
import org.annals.notification.paging.Page;
import org.annals.notification.problem.Problem;
import org.annals.notification.problem.ProblemException;
import org.annals.notification.subscription.Subscriptions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

@Path("/v1/subscriptions/{subscription}/deliveries")
@Produces(MediaType.APPLICATION_JSON)
class DeliveryResource {

    /** Bounds what a call locks. */
    private static final int MAX_RETRIED = 10_000;

    private static final String FROM = "A time such as 2022-08-04T00:00:00Z; absent: the beginning";
    private static final String TO = "A time such as 2022-08-05T00:00:00Z; absent: no end";
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private final DeliveryStore deliveries;
    private final AttemptStore attempts;
    private final Subscriptions subscriptions;
    private final Clock clock;

    DeliveryResource(DeliveryStore deliveries, AttemptStore attempts, Subscriptions subscriptions, Clock clock) {
        this.deliveries = deliveries;
        this.attempts = attempts;
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    /**
     * How many deliveries are due again.
     *
     * @param count 0 when none was exhausted
     */
    record Retried(int count) {}

    /**
     * A change on its way to a subscription.
     *
     * @param id the {@code webhook-id} of all its attempts
     * @param nextAttempt when it is due, while it waits
     */
    record Delivery(
            UUID id,
            String timeline,
            long sequence,
            UUID eventId,
            DeliveryStatus status,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Instant nextAttempt,

            List<Try> attempts) {

        /**
         * One try.
         *
         * @param outcome delivered, or how it failed: timeout, refused, dns, blocked-target, tls, closed, redirect,
         *     client-error, gone, server-error, deferred, mailbox-refused, other
         * @param status of the answer by HTTP or SMTP, if one came
         * @param response the first KiB of the answer's body, or why there was none
         */
        @JsonInclude(JsonInclude.Include.NON_NULL)
        record Try(
                int number,
                Instant at,
                String outcome,
                @Nullable Integer status,
                long durationMs,
                @Nullable String response) {}
    }

    @GET
    @Transactional
    @Operation(
            summary = "List the deliveries of a subscription",
            description =
                    "The newest first, each with its attempts; status may be delivered, waiting, queued (for a mail) or exhausted,"
                            + " from (included) and to (not) are about when a delivery was created.")
    public Page<Delivery> list(
            UUID subscription,
            @QueryParam("status") @Nullable String status,
            @Parameter(description = FROM) @QueryParam("from") @Nullable String from,
            @Parameter(description = TO) @QueryParam("to") @Nullable String to,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        requireSubscription(subscription);
        int size = Page.limit(limit);
        List<DeliveryRow> rows =
                deliveries.page(subscription, status(status), range(from, to), Cursor.parse(cursor), size + 1);
        Map<UUID, List<AttemptRow>> tries = attempts
                .of(rows.stream().map(row -> row.id).toList())
                .stream()
                .collect(Collectors.groupingBy(attempt -> attempt.deliveryId));
        return Page.of(
                rows,
                size,
                row -> delivery(row, tries.getOrDefault(row.id, List.of())),
                row -> new Cursor(row.created, row.id));
    }

    @POST
    @Path("/retry")
    @Transactional
    @ResponseStatus(StatusCode.ACCEPTED)
    @Operation(
            summary = "Retry the exhausted deliveries of a subscription",
            description = "One more attempt at once for each that was created in the range (from included, to not),"
                    + " the oldest first, at most " + MAX_RETRIED + " a call: ask again until count is 0.")
    public Retried retryAll(
            UUID subscription,
            @Parameter(description = FROM) @QueryParam("from") @Nullable String from,
            @Parameter(description = TO) @QueryParam("to") @Nullable String to) {
        requireSubscription(subscription);
        return new Retried(deliveries.revive(subscription, range(from, to), MAX_RETRIED, clock.instant()));
    }

    @POST
    @Path("/{delivery}/retry")
    @Transactional
    @ResponseStatus(StatusCode.ACCEPTED)
    @Operation(summary = "Retry an exhausted delivery", description = "Makes one more attempt at once.")
    public Retried retry(UUID subscription, UUID delivery) {
        requireSubscription(subscription);
        if (deliveries.revive(subscription, delivery, clock.instant())) {
            return new Retried(1);
        }
        if (deliveries.has(subscription, delivery)) {
            throw new ProblemException(new Problem(
                    Status.CONFLICT,
                    "delivery-not-exhausted",
                    "Delivery " + delivery + " is delivered or waits; only an exhausted one can be retried."));
        }
        throw ProblemException.notFound("unknown-delivery", "The subscription has no delivery " + delivery + ".");
    }

    private void requireSubscription(UUID subscription) {
        if (!subscriptions.exists(subscription)) {
            throw ProblemException.notFound("unknown-subscription", "There is no subscription " + subscription + ".");
        }
    }

    private static DeliveryStore.Range range(@Nullable String from, @Nullable String to) {
        return new DeliveryStore.Range(time("from", from, Instant.EPOCH), time("to", to, LATEST));
    }

    private static Instant time(String name, @Nullable String text, Instant absent) {
        if (text == null) {
            return absent;
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
                throw invalidTime(name);
            }
            return time;
        } catch (DateTimeParseException e) {
            throw invalidTime(name);
        }
    }

    private static ProblemException invalidTime(String name) {
        return ProblemException.badRequest(
                "invalid-parameter",
                name + " must be a time with its offset such as 2022-08-04T00:00:00Z, from 1970 to 9999");
    }

    private static @Nullable DeliveryStatus status(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "waiting" -> DeliveryStatus.WAITING;
            case "queued" -> DeliveryStatus.QUEUED;
            case "delivered" -> DeliveryStatus.DELIVERED;
            case "exhausted" -> DeliveryStatus.EXHAUSTED;
            default ->
                throw ProblemException.badRequest(
                        "invalid-parameter", "status must be delivered, waiting, queued or exhausted");
        };
    }

    private static Delivery delivery(DeliveryRow row, List<AttemptRow> attempts) {
        List<Delivery.Try> tries = attempts.stream()
                .map(attempt -> new Delivery.Try(
                        attempt.number,
                        attempt.at,
                        attempt.outcome,
                        attempt.status,
                        attempt.durationMs,
                        attempt.response))
                .toList();
        return new Delivery(row.id, row.timeline, row.sequence, row.eventId, row.status, row.nextAttempt, tries);
    }
}
