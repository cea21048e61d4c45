// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.annals.notification.access.Allowed;
import org.annals.notification.access.Role;
import org.annals.notification.credentials.Credentials;
import org.annals.notification.credentials.KeyPair;
import org.annals.notification.credentials.Secret;
import org.annals.notification.credentials.SigningKey;
import org.annals.notification.problem.Problem;
import org.annals.notification.problem.ProblemException;
import org.annals.notification.problem.Violation;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

@Allowed(Role.SUBSCRIBER)
@Path("/v1/subscriptions/{id}/rotate-secret")
@Produces(MediaType.APPLICATION_JSON)
class SecretResource {

    private final Subscriptions subscriptions;
    private final SubscriptionConfig config;
    private final JsonBody json;
    private final Clock clock;
    private final RandomGenerator random;

    SecretResource(
            Subscriptions subscriptions,
            SubscriptionConfig config,
            JsonBody json,
            Clock clock,
            RandomGenerator random) {
        this.subscriptions = subscriptions;
        this.config = config;
        this.json = json;
        this.clock = clock;
        this.random = random;
    }

    /**
     * What signs from now on.
     *
     * @param secret of the signature v1; shown here and never again
     * @param publicKey of the signature v1a
     * @param formerValidUntil until when the former one signs too
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Rotated(@Nullable String secret, @Nullable String publicKey, Instant formerValidUntil) {}

    @POST
    @Consumes({MediaType.APPLICATION_JSON, MediaType.WILDCARD})
    @Operation(
            summary = "Replace the secret",
            description =
                    "Webhooks have the signatures of both for 24 hours, so that receivers can change over. Without a"
                            + " body we make a new secret, or a new pair of keys for the signature v1a.")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Rotated.class)))
    @APIResponse(responseCode = "409", description = "Too many former ones are still valid")
    public Rotated rotate(
            UUID id,
            @RequestBody(content = @Content(schema = @Schema(implementation = ProtocolSettings.class)))
                    InputStream body)
            throws IOException {
        JsonNode asked = json.read(body);
        Instant now = clock.instant();
        Instant until = now.plus(config.formerSecretValidity()).truncatedTo(ChronoUnit.MILLIS);
        SigningKey key = subscriptions
                .change(id, present -> rotated(present, asked, now, until))
                .orElseThrow(() -> SubscriptionResource.unknown(id))
                .credentials()
                .key();
        return new Rotated(
                key instanceof Secret secret ? secret.reveal() : null,
                key instanceof KeyPair pair ? pair.publicKey() : null,
                until);
    }

    private Credentials rotated(Credentials present, JsonNode asked, Instant now, Instant until) {
        if (present.validAt(now).size() > Credentials.MAX_FORMER) {
            throw new ProblemException(new Problem(
                    Status.CONFLICT,
                    "too-many-secrets",
                    "The last " + Credentials.MAX_FORMER + " secrets are still valid; wait until one of them is not."));
        }
        return present.rotate(next(present, asked), now, until);
    }

    /** As asked for; nothing said, one of the same kind. */
    private SigningKey next(Credentials present, JsonNode asked) {
        if (asked.isMissingNode() || asked.isEmpty()) {
            return present.key() instanceof KeyPair ? KeyPair.generate() : Secret.generate(random);
        }
        List<Violation> violations = new ArrayList<>();
        Members members = Members.of(asked, "", violations);
        ProtocolSettings settings = members == null ? ProtocolSettings.DEFAULT : settings(members);
        if (!violations.isEmpty()) {
            throw ProblemException.badRequest("invalid-secret", "The body breaks a rule.", violations);
        }
        return settings.key(random);
    }

    private static ProtocolSettings settings(Members members) {
        for (String member : List.of("headers", "rateLimit")) {
            if (members.has(member)) {
                members.refuse(member, "is not about the secret: patch the subscription");
            }
        }
        return ProtocolSettings.read(members);
    }
}
