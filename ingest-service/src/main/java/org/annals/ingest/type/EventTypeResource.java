// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.type;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.annals.ingest.access.Allowed;
import org.annals.ingest.access.Audit;
import org.annals.ingest.access.Publisher;
import org.annals.ingest.access.Publishers;
import org.annals.ingest.access.Role;
import org.annals.ingest.body.Body;
import org.annals.ingest.body.BodyReader;
import org.annals.ingest.data.Rules;
import org.annals.ingest.data.Violations;
import org.annals.ingest.json.Element;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;
import org.annals.ingest.publishing.CloudEventRecord;
import org.annals.ingest.publishing.EventPublisher;
import org.annals.ingest.type.EventTypes.Known;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jspecify.annotations.Nullable;

/** What types of events there are, and what their details must be. */
@Allowed({Role.READER, Role.PUBLISHER})
@Path("/v1/event-types")
@Produces(MediaType.APPLICATION_JSON)
@APIResponse(responseCode = "400", ref = "wrong")
@APIResponse(responseCode = "503", ref = "unavailable")
class EventTypeResource {

    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final Duration APPLY_LIMIT = Duration.ofSeconds(5);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /**
     * A type as it is sent.
     *
     * @param schema of {@code data.details}, in JSON Schema 2020-12, without references to elsewhere
     * @param examples of {@code data}
     */
    record NewEventType(
            String description,
            @Schema(type = SchemaType.OBJECT) @Nullable JsonNode schema,

            @Schema(type = SchemaType.ARRAY, implementation = Object.class) @Nullable
            List<JsonNode> examples) {}

    /** All types, in the order of the alphabet. */
    record EventTypeList(List<EventType> items) {}

    private final EventTypes types;
    private final TypesConfig config;
    private final BodyReader bodies;
    private final EventPublisher publisher;
    private final Publishers publishers;
    private final Audit audit;

    EventTypeResource(
            EventTypes types,
            TypesConfig config,
            BodyReader bodies,
            EventPublisher publisher,
            Publishers publishers,
            Audit audit) {
        this.publishers = publishers;
        this.audit = audit;
        this.types = types;
        this.config = config;
        this.bodies = bodies;
        this.publisher = publisher;
    }

    @GET
    @NonBlocking
    @Operation(summary = "The types of events that are built in or registered")
    public EventTypeList list() {
        return new EventTypeList(types.all().values().stream().map(Known::type).toList());
    }

    @GET
    @NonBlocking
    @Path("/{type}")
    @Operation(summary = "A type of event")
    public EventType get(@PathParam("type") String type) {
        return find(type).type();
    }

    @PUT
    @Allowed(Role.ADMIN)
    @NonBlocking
    @Path("/{type}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Register a type, or replace what was registered; the answer comes when it is in force here")
    @APIResponse(
            responseCode = "201",
            description = "It is registered",
            content = @Content(schema = @Schema(implementation = EventType.class)))
    @APIResponse(
            responseCode = "200",
            description = "It is replaced",
            content = @Content(schema = @Schema(implementation = EventType.class)))
    @APIResponse(responseCode = "408", ref = "slow")
    @APIResponse(
            responseCode = "409",
            description = "The schema could refuse details that the one before accepted; the violations say where, and "
                    + "force registers it all the same")
    @APIResponse(responseCode = "413", ref = "large")
    @APIResponse(responseCode = "415", ref = "unsupported")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = NewEventType.class)))
    public CompletionStage<RestResponse<EventType>> put(
            @PathParam("type") String type,
            @Parameter(description = "Whether a schema may refuse what the one before accepted")
                    @QueryParam("force")
                    @DefaultValue("false")
                    boolean force,
            @Context HttpServerRequest request) {
        String wrong = Rules.type(type);
        if (wrong != null) {
            throw ProblemException.badRequest("invalid-event-type", "The last part of the path " + wrong + ".");
        }
        Publisher who = publishers.current();
        return bodies.read(
                request,
                MAX_BODY_BYTES,
                body -> register(type, force, body).thenApply(answer -> {
                    audit.write(who, "type-registered", "type", type);
                    return answer;
                }));
    }

    @DELETE
    @Allowed(Role.ADMIN)
    @NonBlocking
    @Path("/{type}")
    @Operation(summary = "Forget what was registered of a type; one of the vocabulary is as it was built in again")
    @APIResponse(responseCode = "204", description = "It is not registered any more")
    @APIResponse(responseCode = "404", description = "There is no such type")
    @APIResponse(responseCode = "409", description = "The type is built in")
    public CompletionStage<Void> delete(@PathParam("type") String type) {
        if (find(type).type().builtIn()) {
            throw ProblemException.conflict(
                    "built-in-type", "The type " + type + " is built in. PUT replaces what is said of it.", List.of());
        }
        Publisher who = publishers.current();
        return publish(type, "annals.event-type.removed", null)
                .thenRun(() -> audit.write(who, "type-removed", "type", type));
    }

    private Known find(String type) {
        Known known = types.all().get(type);
        if (known == null) {
            throw ProblemException.notFound(
                    "unknown-event-type", "There is no event type " + type + "; GET /v1/event-types lists all.");
        }
        return known;
    }

    private CompletionStage<RestResponse<EventType>> register(String type, boolean force, Body body) {
        JsonReader reader = JsonReader.of(body.bytes(), body.length(), "");
        Violations violations = new Violations();
        Element form = reader.onlyElement();
        reader.end();
        Known read = Registration.read(type, form.tree(), violations);
        violations.refuse("invalid-event-type");
        Known next = Objects.requireNonNull(read);
        Known before = types.all().get(type);
        if (before == null || before.type().builtIn()) {
            refuseBeyondLimit();
        }
        if (before != null && !force) {
            refuseNarrower(type, before, next);
        }
        return publish(type, "annals.event-type.registered", reader.compact(form.all()))
                .thenApply(done -> RestResponse.status(before == null ? Status.CREATED : Status.OK, next.type()));
    }

    private void refuseBeyondLimit() {
        if (types.registered() >= config.max()) {
            throw ProblemException.conflict(
                    "too-many-event-types",
                    "There are " + config.max() + " registered types, and no more can be. DELETE what is not used.",
                    List.of());
        }
    }

    private static void refuseNarrower(String type, Known before, Known next) {
        Violations narrower = Compatibility.compare(before.schema(), next.schema());
        if (narrower.count() > 0) {
            throw ProblemException.conflict(
                    "incompatible-schema",
                    "The new schema of " + type + " would refuse, or can't be shown to accept, details that were "
                            + "accepted until now. The violations name where. Widen it, register a new type, or send "
                            + "it with ?force=true.",
                    narrower.listed());
        }
    }

    private CompletionStage<Void> publish(String type, String messageType, byte @Nullable [] data) {
        String id = UUID.randomUUID().toString();
        CompletionStage<Void> applied = types.applied(id, APPLY_LIMIT);
        CloudEventRecord message = new CloudEventRecord(TypesReader.TOPIC, type, data)
                .attribute("specversion", "1.0")
                .attribute("id", id)
                .attribute("source", "/annals/event-types")
                .attribute("type", messageType)
                .attribute("subject", type);
        CompletionStage<Void> inForce = applied.exceptionally(late -> {
            throw notApplied();
        });
        return publisher.publish(List.of(message)).thenCompose(confirmed -> inForce);
    }

    private static ProblemException notApplied() {
        return ProblemException.unavailable(
                "event-type-not-applied",
                "Kafka has the change, but it did not come back within " + APPLY_LIMIT.toSeconds()
                        + " s. It comes into force when it does; sending it again does no harm.",
                RETRY_AFTER);
    }
}
