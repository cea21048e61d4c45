// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.core.UriBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.annals.notification.access.Allowed;
import org.annals.notification.access.Callers;
import org.annals.notification.access.Role;
import org.annals.notification.credentials.Credentials;
import org.annals.notification.credentials.Secret;
import org.annals.notification.credentials.SigningKey;
import org.annals.notification.http.Preconditions;
import org.annals.notification.outbound.Handshake;
import org.annals.notification.outbound.Targets;
import org.annals.notification.paging.Cursor;
import org.annals.notification.paging.Page;
import org.annals.notification.problem.Problem;
import org.annals.notification.problem.ProblemException;
import org.annals.notification.problem.Violation;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

@Allowed(Role.SUBSCRIBER)
@Path("/v1/subscriptions")
@Produces(MediaType.APPLICATION_JSON)
class SubscriptionResource {

    private static final String ROTATE = "can't be changed like this: rotate the secret";

    private final SubscriptionStore store;
    private final Subscriptions subscriptions;
    private final Starts starts;
    private final Targets targets;
    private final Handshake handshake;
    private final JsonBody json;
    private final ObjectMapper mapper;
    private final Clock clock;
    private final RandomGenerator random;
    private final Callers callers;

    SubscriptionResource(
            SubscriptionStore store,
            Subscriptions subscriptions,
            Starts starts,
            Targets targets,
            Handshake handshake,
            JsonBody json,
            ObjectMapper mapper,
            Clock clock,
            RandomGenerator random,
            Callers callers) {
        this.callers = callers;
        this.store = store;
        this.subscriptions = subscriptions;
        this.starts = starts;
        this.targets = targets;
        this.handshake = handshake;
        this.json = json;
        this.mapper = mapper;
        this.clock = clock;
        this.random = random;
    }

    /**
     * The answer to a creation: the only one that shows the secret.
     *
     * @param secret absent when there is none: with a public key instead, or with mail
     */
    record Created(
            @JsonUnwrapped Subscription subscription,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String secret) {}

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Subscribe",
            description =
                    "Changes that are recorded from now on, or since the given start, go to the sink, signed as Standard Webhooks says with"
                            + " the secret of the answer. It is shown only there. With the signature v1a there is none:"
                            + " protocolsettings have a publicKey instead."
                            + " By e-mail, the recipient is asked first whether they want it: until they say so, the subscription"
                            + " is unconfirmed, and nothing else is sent.")
    @APIResponse(responseCode = "201", content = @Content(schema = @Schema(implementation = Created.class)))
    @APIResponse(responseCode = "400", description = "A problem that names everything that is wrong")
    @APIResponse(responseCode = "409", description = "The owner has as many subscriptions as there may be")
    public Response create(
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = NewSubscription.class)))
                    InputStream body)
            throws IOException {
        NewSubscription asked = NewSubscription.read(json.read(body));
        requireAllowed(asked);
        SigningKey key = asked.protocolsettings().key(random);
        UUID id = UUID.randomUUID();
        List<CatchUp> start = starts.since(id, asked);
        Subscription subscription = new Subscription(
                id,
                asked.withoutSecret(),
                asked.protocol() == Protocol.EMAIL ? Subscription.Status.UNCONFIRMED : Subscription.Status.ACTIVE,
                null,
                null,
                // As exact as the database keeps it, so that every answer says the same.
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                0,
                new Credentials(
                        key,
                        List.of(),
                        CustomHeaders.unmasked(asked.protocolsettings().headers(), Map.of())),
                Grant.of(callers.name(), callers.viewer()));
        Subscription created = subscriptions.create(subscription, start);
        return Response.created(UriBuilder.fromResource(SubscriptionResource.class)
                        .path(id.toString())
                        .build())
                .tag(tag(created))
                .entity(new Created(created, shown(created, key)))
                .build();
    }

    @GET
    @Operation(
            summary = "List subscriptions",
            description = "In order of creation; each filter that is given must hold.")
    public Page<Subscription> list(
            @Parameter(description = "active, unconfirmed, paused or disabled") @QueryParam("status") @Nullable
                    String status,
            @Parameter(description = "That name this timeline") @QueryParam("timeline") @Nullable String timeline,
            @Parameter(description = "That name this type, as they write it") @QueryParam("type") @Nullable String type,
            @QueryParam("sink") @Nullable String sink,
            @Parameter(description = "A name, a colon and a value, as in desk:kyiv") @QueryParam("label")
                    List<String> labels,
            @QueryParam("limit") @Nullable String limit,
            @QueryParam("cursor") @Nullable String cursor) {
        int size = Page.limit(limit);
        JsonNode part = SubscriptionFilter.part(timeline, type, sink, labels);
        List<Subscription> rows =
                store.page(part, SubscriptionFilter.status(status), callers.owner(), Cursor.parse(cursor), size + 1);
        return Page.of(rows, size, row -> row, row -> new Cursor(row.created(), row.id()));
    }

    @GET
    @Path("/{id}")
    @Operation(summary = "Read a subscription")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Subscription.class)))
    @APIResponse(responseCode = "304", description = "If-None-Match has its ETag")
    public Response get(UUID id, @Context HttpHeaders headers) {
        Subscription subscription = store.get(id).orElseThrow(() -> unknown(id));
        requireMatch(headers, subscription);
        return Preconditions.isKnown(headers, tag(subscription)) || Preconditions.isAnyKnown(headers)
                ? Response.notModified(tag(subscription)).build()
                : answer(subscription);
    }

    @PATCH
    @Path("/{id}")
    @Consumes({MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON})
    @Operation(
            summary = "Change a subscription",
            description = "JSON Merge Patch (RFC 7396): what is given replaces what was, null removes it. Changes that"
                    + " are recorded from within a second on are matched anew. since can't be changed, and the secret"
                    + " not by this. With If-Match, only that version is changed.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Subscription.class)))
    @APIResponse(responseCode = "400", description = "A problem that names everything that is wrong")
    @APIResponse(responseCode = "412", description = "It is no longer what If-Match says")
    public Response patch(
            UUID id,
            @Context HttpHeaders headers,
            @RequestBody(required = true, content = @Content(schema = @Schema(implementation = NewSubscription.class)))
                    InputStream body)
            throws IOException {
        JsonNode patch = json.read(body);
        while (true) {
            Subscription current = store.get(id).orElseThrow(() -> unknown(id));
            requireMatch(headers, current);
            Subscription patched = renewed(patched(current, patch));
            // Empty when another change came between: this one is then made to what that has left.
            Optional<Subscription> replaced = subscriptions.replace(patched);
            if (replaced.isPresent()) {
                return answer(replaced.get());
            }
        }
    }

    @DELETE
    @Path("/{id}")
    @Operation(
            summary = "Unsubscribe",
            description = "Its deliveries end with it, whether they wait or not. With If-Match, only that version is"
                    + " removed.")
    @APIResponse(responseCode = "204", description = "It is removed")
    @APIResponse(responseCode = "412", description = "It is no longer what If-Match says")
    public void delete(UUID id, @Context HttpHeaders headers) {
        Subscription current;
        do {
            current = store.get(id).orElseThrow(() -> unknown(id));
            requireMatch(headers, current);
            // When another change came between, the precondition is asked of what that has left.
        } while (!subscriptions.remove(current));
    }

    private static void requireMatch(HttpHeaders headers, Subscription current) {
        if (!Preconditions.ifMatch(headers, tag(current))) {
            throw new ProblemException(new Problem(
                    Status.PRECONDITION_FAILED,
                    "subscription-changed",
                    "The subscription has changed: read it again, with its ETag."));
        }
    }

    /** What its owner may be told of is what their token says now. */
    private Subscription renewed(Subscription subscription) {
        String name = callers.name();
        return name != null && name.equals(subscription.owner())
                ? subscription.with(Grant.of(name, callers.viewer()))
                : subscription;
    }

    private Subscription patched(Subscription current, JsonNode patch) {
        JsonNode merged = MergePatch.apply(mapper.valueToTree(current.asked()), patch);
        NewSubscription asked = NewSubscription.read(merged);
        List<Violation> violations = new ArrayList<>();
        if (asked.protocolsettings().secret() != null) {
            violations.add(new Violation("/protocolsettings/secret", ROTATE));
        }
        if (asked.protocolsettings().signature()
                != current.asked().protocolsettings().signature()) {
            violations.add(new Violation("/protocolsettings/signature", ROTATE));
        }
        if (!Objects.equals(asked.since(), current.asked().since())) {
            violations.add(new Violation("/since", "can't be changed: replay what was before, or subscribe again"));
        }
        if (asked.since() instanceof Since.Sequence
                && !asked.timelines().equals(current.asked().timelines())) {
            violations.add(new Violation("/timelines", "can't be changed: since is a sequence of it; subscribe again"));
        }
        boolean byMail = asked.protocol() == Protocol.EMAIL || current.protocol() == Protocol.EMAIL;
        if (byMail && !asked.sink().equals(current.sink())) {
            violations.add(new Violation(
                    "/sink",
                    "can't be changed with EMAIL: subscribe the other mailbox, which is"
                            + " asked whether it wants that"));
        }
        if (!violations.isEmpty()) {
            throw ProblemException.badRequest("invalid-subscription", "That can't be changed.", violations);
        }
        if (!asked.sink().equals(current.sink())) {
            requireAllowed(asked);
        }
        return current.with(asked);
    }

    private static Response answer(Subscription subscription) {
        return Response.ok(subscription).tag(tag(subscription)).build();
    }

    private static EntityTag tag(Subscription subscription) {
        return new EntityTag(Long.toString(subscription.version()));
    }

    /** Mail is not signed with it. */
    private static @Nullable String shown(Subscription subscription, SigningKey key) {
        return subscription.protocol() == Protocol.HTTP && key instanceof Secret secret ? secret.reveal() : null;
    }

    /** Whether a mailbox wants mail, it is asked itself. */
    private void requireAllowed(NewSubscription asked) {
        if (asked.protocol() == Protocol.EMAIL) {
            return;
        }
        targets.refusal(asked.sink()).or(() -> handshake.refusal(asked.sink())).ifPresent(rule -> {
            throw ProblemException.badRequest(
                    "invalid-subscription", "Webhooks may not go there.", List.of(new Violation("/sink", rule)));
        });
    }

    static ProblemException unknown(UUID id) {
        return ProblemException.notFound("unknown-subscription", "There is no subscription " + id + ".");
    }
}
