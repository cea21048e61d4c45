// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.time.Clock;
import java.util.UUID;
import org.annals.notification.access.Allowed;
import org.annals.notification.access.Role;
import org.annals.notification.problem.Problem;
import org.annals.notification.problem.ProblemException;
import org.annals.notification.subscription.Protocol;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.Subscriptions;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

@Allowed(Role.SUBSCRIBER)
@Path("/v1/subscriptions/{subscription}/test")
@Produces(MediaType.APPLICATION_JSON)
class TestResource {

    private final Subscriptions subscriptions;
    private final WebhookSender sender;
    private final Clock clock;

    TestResource(Subscriptions subscriptions, WebhookSender sender, Clock clock) {
        this.subscriptions = subscriptions;
        this.sender = sender;
        this.clock = clock;
    }

    /**
     * What became of it.
     *
     * @param id its webhook-id
     * @param outcome as of an attempt: delivered, or how it failed
     * @param status of the answer, if one came
     * @param response the first KiB of the answer's body, or why there was none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Tested(UUID id, String outcome, @Nullable Integer status, long durationMs, String response) {}

    @POST
    @Operation(
            summary = "Send a test event",
            description =
                    "Goes the way of every webhook, signed, to checked addresses, within the same time. Its type is"
                            + " annals.test, and the attribute test is true. It is not tried again, nor listed.")
    public Uni<Tested> test(UUID subscription) {
        Subscription found = subscriptions.find(subscription);
        if (found == null) {
            throw ProblemException.notFound("unknown-subscription", "There is no subscription " + subscription + ".");
        }
        if (found.protocol() != Protocol.HTTP) {
            throw new ProblemException(new Problem(
                    Status.CONFLICT,
                    "test-not-possible",
                    "Only webhooks are tested; mail is confirmed by its reader."));
        }
        UUID id = UUID.randomUUID();
        String event = """
                {"specversion":"1.0","id":"%s","source":"/annals","type":"annals.test","time":"%s",\
                "datacontenttype":"application/json","test":"true",\
                "data":{"title":"A test of the subscription","summary":"Nothing has happened."}}\
                """.formatted(id, clock.instant());
        return Uni.createFrom()
                .completionStage(() -> sender.send(found, id, event, null).toCompletionStage())
                .map(outcome -> new Tested(
                        id, outcome.label(), outcome.status(), outcome.took().toMillis(), outcome.response()));
    }
}
