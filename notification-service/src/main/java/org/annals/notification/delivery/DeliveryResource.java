package org.annals.notification.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.annals.notification.paging.Cursor;
import org.annals.notification.paging.Page;
import org.annals.notification.problem.ProblemException;
import org.annals.notification.subscription.Subscriptions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

@Path("/v1/subscriptions/{subscription}/deliveries")
@Produces(MediaType.APPLICATION_JSON)
class DeliveryResource {

    private final DeliveryStore deliveries;
    private final AttemptStore attempts;
    private final Subscriptions subscriptions;

    DeliveryResource(DeliveryStore deliveries, AttemptStore attempts, Subscriptions subscriptions) {
        this.deliveries = deliveries;
        this.attempts = attempts;
        this.subscriptions = subscriptions;
    }

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
         * @param outcome delivered, or how it failed: timeout, refused, dns, blocked-target, tls, closed, redirect, client-error, gone,
         *     server-error, other
         * @param status of the answer, if one came
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
            description = "The newest first, each with its attempts; status may be delivered, waiting or exhausted.")
    public Page<Delivery> list(
            UUID subscription,
            @QueryParam("status") @Nullable String status,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        if (!subscriptions.exists(subscription)) {
            throw ProblemException.notFound("unknown-subscription", "There is no subscription " + subscription + ".");
        }
        int size = Page.limit(limit);
        List<DeliveryRow> rows = deliveries.page(subscription, status(status), Cursor.parse(cursor), size + 1);
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

    private static @Nullable DeliveryStatus status(@Nullable String text) {
        if (text == null) {
            return null;
        }
        return switch (text) {
            case "waiting" -> DeliveryStatus.WAITING;
            case "delivered" -> DeliveryStatus.DELIVERED;
            case "exhausted" -> DeliveryStatus.EXHAUSTED;
            default ->
                throw ProblemException.badRequest(
                        "invalid-parameter", "status must be delivered, waiting or exhausted");
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
