package org.annals.notification.subscription;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.annals.notification.credentials.Credentials;
import org.annals.notification.credentials.Secret;
import org.annals.notification.credentials.SigningKey;
import org.annals.notification.outbound.Targets;
import org.annals.notification.paging.Cursor;
import org.annals.notification.paging.Page;
import org.annals.notification.problem.ProblemException;
import org.annals.notification.problem.Violation;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

@Path("/v1/subscriptions")
@Produces(MediaType.APPLICATION_JSON)
class SubscriptionResource {

    private final SubscriptionStore store;
    private final Subscriptions subscriptions;
    private final Targets targets;
    private final JsonBody json;
    private final Clock clock;
    private final RandomGenerator random;

    SubscriptionResource(
            SubscriptionStore store,
            Subscriptions subscriptions,
            Targets targets,
            JsonBody json,
            Clock clock,
            RandomGenerator random) {
        this.store = store;
        this.subscriptions = subscriptions;
        this.targets = targets;
        this.json = json;
        this.clock = clock;
        this.random = random;
    }

    /**
     * The answer to a creation: the only one that shows the secret.
     *
     * @param secret absent when there is none, but a public key
     */
    record Created(
            @JsonUnwrapped Subscription subscription,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String secret) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Subscribe",
            description = "Changes that are recorded from now on go to the sink, signed as Standard Webhooks says with"
                    + " the secret of the answer. It is shown only there. With the signature v1a there is none:"
                    + " protocolsettings have a publicKey instead.")
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = Created.class)))
    @APIResponse(responseCode = "400", description = "A problem that names everything that is wrong")
    public Response create(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = NewSubscription.class)))
                    InputStream body)
            throws IOException {
        NewSubscription asked = NewSubscription.read(json.read(body));
        requireAllowed(asked.sink());
        SigningKey key = asked.protocolsettings().key(random);
        Subscription subscription = new Subscription(
                UUID.randomUUID(),
                asked.sink(),
                asked.protocol(),
                asked.types(),
                asked.timelines(),
                Subscription.Status.ACTIVE,
                null,
                // As exact as the database keeps it, so that every answer says the same.
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                new Credentials(key));
        subscriptions.create(subscription);
        return Response.created(UriBuilder.fromResource(SubscriptionResource.class)
                        .path(subscription.id().toString())
                        .build())
                .entity(new Created(subscription, key instanceof Secret secret ? secret.reveal() : null))
                .build();
    }

    @GET
    @Operation(summary = "List subscriptions", description = "In order of creation.")
    public Page<Subscription> list(
            @QueryParam("limit") @Nullable String limit, @QueryParam("cursor") @Nullable String cursor) {
        int size = Page.limit(limit);
        List<Subscription> rows = store.page(Cursor.parse(cursor), size + 1);
        return Page.of(rows, size, row -> row, row -> new Cursor(row.created(), row.id()));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a subscription")
    public Subscription get(UUID id) {
        return store.get(id).orElseThrow(() -> unknown(id));
    }

    @DELETE
    @Path("/{id}")
    @Operation(summary = "Unsubscribe", description = "Its deliveries end with it, whether they wait or not.")
    public void delete(UUID id) {
        if (!subscriptions.remove(id)) {
            throw unknown(id);
        }
    }

    private void requireAllowed(URI sink) {
        targets.refusal(sink).ifPresent(rule -> {
            throw ProblemException.badRequest(
                    "invalid-subscription", "Webhooks may not go there.", List.of(new Violation("/sink", rule)));
        });
    }

    static ProblemException unknown(UUID id) {
        return ProblemException.notFound("unknown-subscription", "There is no subscription " + id + ".");
    }
}
