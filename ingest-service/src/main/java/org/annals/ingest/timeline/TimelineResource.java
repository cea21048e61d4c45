// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.timeline;

import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
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
import org.annals.ingest.data.Shape;
import org.annals.ingest.data.Violations;
import org.annals.ingest.json.Element;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;
import org.annals.ingest.publishing.CloudEventRecord;
import org.annals.ingest.publishing.EventPublisher;
import org.annals.ingest.publishing.Trace;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/** Says what a timeline is called, what it is about and who may see it. */
@Allowed(Role.PUBLISHER)
@Path("/v1/timelines/{timeline}")
@APIResponse(responseCode = "400", ref = "wrong")
@APIResponse(responseCode = "408", ref = "slow")
@APIResponse(responseCode = "413", ref = "large")
@APIResponse(responseCode = "415", ref = "unsupported")
@APIResponse(responseCode = "503", ref = "unavailable")
class TimelineResource {

    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int MAX_TITLE = 500;
    private static final int MAX_DESCRIPTION = 10_000;

    private static final Shape FORM = Shape.object()
            .required("title", Shape.text(MAX_TITLE))
            .optional("description", Shape.text(MAX_DESCRIPTION))
            .optional("visibility", Shape.oneOf("public", "private"));

    /**
     * A description that was accepted.
     *
     * @param timeline that it describes
     */
    record Described(String timeline) {}

    /**
     * What a timeline is about, as it is sent.
     *
     * @param visibility public or private; where it is left out it stays as it is, at first public
     */
    record Description(
            String title,
            @Nullable String description,
            @Nullable String visibility) {}

    private final BodyReader bodies;
    private final EventPublisher publisher;
    private final Publishers publishers;
    private final Audit audit;

    TimelineResource(BodyReader bodies, EventPublisher publisher, Publishers publishers, Audit audit) {
        this.publishers = publishers;
        this.audit = audit;
        this.bodies = bodies;
        this.publisher = publisher;
    }

    @PUT
    @NonBlocking
    @ResponseStatus(StatusCode.ACCEPTED)
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Describe a timeline; replaces an earlier description")
    @APIResponse(
            responseCode = "202",
            description = "Kafka has the description; the timeline shows it soon",
            content = @Content(schema = @Schema(implementation = Described.class)))
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Description.class)))
    public CompletionStage<Described> describe(
            @PathParam("timeline") String timeline, @Context HttpServerRequest request) {
        String wrongName = Rules.timeline(timeline);
        if (wrongName != null) {
            throw ProblemException.badRequest("invalid-timeline", "The last part of the path " + wrongName + ".");
        }
        Publisher who = publishers.current();
        who.requireDescribing(timeline);
        Trace trace = Trace.of(request);
        return bodies.read(
                request,
                MAX_BODY_BYTES,
                body -> publisher
                        .publish(List.of(message(timeline, body, who)), trace)
                        .thenApply(confirmed -> {
                            audit.write(who, "described", "timeline", timeline);
                            return new Described(timeline);
                        }));
    }

    private static CloudEventRecord message(String timeline, Body body, Publisher who) {
        JsonReader reader = JsonReader.of(body.bytes(), body.length(), "");
        Violations violations = new Violations();
        Element description = reader.onlyElement();
        FORM.check(description.tree(), violations);
        reader.end();
        violations.refuse("invalid-timeline");
        if (description.tree().has("visibility")) {
            who.requireVisibility(timeline);
        }
        return new CloudEventRecord(timeline, reader.compact(description.all()))
                .attribute("specversion", "1.0")
                .attribute("id", UUID.randomUUID().toString())
                .attribute("source", "/annals/timelines")
                .attribute("type", "annals.timeline.described")
                .attribute("subject", timeline);
    }
}
