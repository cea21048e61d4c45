// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A change on its way to a subscription, as it is shown.
 *
 * @param id the {@code webhook-id} of all its attempts
 * @param nextAttempt when it is due, while it waits
 */
record Delivery(
        UUID id,
        UUID subscription,
        String timeline,
        long sequence,
        UUID eventId,
        DeliveryStatus status,
        Instant created,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant nextAttempt,

        List<Try> attempts,

        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "What was sent, a CloudEvent in JSON; only where one delivery is read")
        @Nullable
        String body) {

    /**
     * One try.
     *
     * @param url where it went; absent for one that was made before that was kept
     * @param outcome delivered, or how it failed: timeout, refused, dns, blocked-target, tls, closed,
     *     invalid-response, redirect, client-error, gone, server-error, deferred, mailbox-refused, other
     * @param status of the answer by HTTP or SMTP, if one came
     * @param response the first KiB of the answer's body, or why there was none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Try(
            int number,
            Instant at,
            @Nullable String url,
            String outcome,
            @Nullable Integer status,
            long durationMs,
            @Nullable String response) {}

    /** With the body that its attempts sent; null for a mail, which is written when it is sent. */
    Delivery withBody(@Nullable String sent) {
        return new Delivery(
                id, subscription, timeline, sequence, eventId, status, created, nextAttempt, attempts, sent);
    }

    static Delivery of(DeliveryRow row, List<AttemptRow> attempts) {
        List<Try> tries = new ArrayList<>();
        if (row.firstOutcome != null && row.firstDurationMs != null) {
            tries.add(new Try(
                    1,
                    row.created,
                    row.firstUrl,
                    row.firstOutcome,
                    row.firstStatus,
                    row.firstDurationMs,
                    row.firstResponse));
        }
        for (AttemptRow attempt : attempts) {
            tries.add(new Try(
                    attempt.number,
                    attempt.at,
                    attempt.url,
                    attempt.outcome,
                    attempt.status,
                    attempt.durationMs,
                    attempt.response));
        }
        return new Delivery(
                row.id,
                row.subscriptionId,
                row.timeline,
                row.sequence,
                row.eventId,
                row.status,
                row.created,
                row.nextAttempt,
                tries,
                null);
    }
}
