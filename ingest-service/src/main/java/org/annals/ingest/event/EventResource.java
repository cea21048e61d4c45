// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.annals.ingest.access.Allowed;
import org.annals.ingest.access.Audit;
import org.annals.ingest.access.Publisher;
import org.annals.ingest.access.Publishers;
import org.annals.ingest.access.Role;
import org.annals.ingest.body.Body;
import org.annals.ingest.body.BodyReader;
import org.annals.ingest.problem.Negotiation;
import org.annals.ingest.publishing.EventPublisher;
import org.annals.ingest.publishing.Trace;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestResponse.StatusCode;
import org.jspecify.annotations.Nullable;

/** Where publishers post what happened, corrections of it, and retractions. */
@Allowed(Role.PUBLISHER)
@Path("/v1/events")
@APIResponse(responseCode = "400", ref = "wrong")
@APIResponse(responseCode = "406", ref = "unacceptable")
@APIResponse(responseCode = "408", ref = "slow")
@APIResponse(responseCode = "413", ref = "large")
@APIResponse(responseCode = "415", ref = "unsupported")
@APIResponse(responseCode = "503", ref = "unavailable")
class EventResource {

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCHED = "application/cloudevents-batch+json";

    private final BodyReader bodies;
    private final EventPublisher publisher;
    private final IngestConfig config;
    private final EventChecker checker;
    private final Publishers publishers;
    private final Audit audit;
    private final ObjectWriter answers;

    EventResource(
            BodyReader bodies,
            EventPublisher publisher,
            IngestConfig config,
            EventChecker checker,
            Publishers publishers,
            Audit audit,
            ObjectMapper mapper) {
        this.publishers = publishers;
        this.audit = audit;
        this.bodies = bodies;
        this.publisher = publisher;
        this.config = config;
        this.checker = checker;
        this.answers = mapper.writerFor(Accepted.class);
    }

    @POST
    @NonBlocking
    @ResponseStatus(StatusCode.ACCEPTED)
    @Consumes({STRUCTURED, BATCHED, MediaType.APPLICATION_JSON})
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Publish one CloudEvent, or a batch: all of it or nothing")
    @APIResponse(
            responseCode = "202",
            description = "Kafka has every event; each is on its timeline soon",
            content = @Content(schema = @Schema(implementation = Accepted.class)))
    @RequestBody(
            required = true,
            description = "One CloudEvent 1.0 as JSON; a list of them; or the data of one, with its attributes in ce- "
                    + "headers",
            content = {
                @Content(
                        mediaType = STRUCTURED,
                        schema = @Schema(type = SchemaType.OBJECT),
                        examples = {
                            @ExampleObject(name = "event", value = Examples.EVENT),
                            @ExampleObject(name = "correction", value = Examples.CORRECTION),
                            @ExampleObject(name = "retraction", value = Examples.RETRACTION)
                        }),
                @Content(
                        mediaType = BATCHED,
                        schema = @Schema(type = SchemaType.ARRAY, implementation = Object.class),
                        examples = @ExampleObject(name = "batch", value = Examples.BATCH)),
                @Content(
                        mediaType = MediaType.APPLICATION_JSON,
                        schema = @Schema(type = SchemaType.OBJECT),
                        examples = @ExampleObject(name = "data", value = Examples.DATA))
            })
    public CompletionStage<byte[]> publish(@Context HttpHeaders headers, @Context HttpServerRequest request) {
        Negotiation.accept(headers, MediaType.APPLICATION_JSON_TYPE);
        Trace trace = Trace.of(request);
        int maxBytes = Math.toIntExact(config.maxRequestSize().asLongValue());
        Publisher who = publishers.current();
        EventChecker allowed = checker.of(who);
        Function<Body, CompletionStage<byte[]>> work = body -> publish(events(headers, body, allowed), trace, who);
        return publisher.mayWait() ? bodies.read(request, maxBytes, work) : bodies.readQuick(request, maxBytes, work);
    }

    private CompletionStage<byte[]> publish(List<NewEvent> events, Trace trace, Publisher who) {
        CompletionStage<Void> confirmed =
                publisher.publish(events.stream().map(NewEvent::message).toList(), trace);
        // Written while Kafka is at work, and here, because what comes later runs on an event loop.
        byte[] answer = written(Accepted.of(events));
        return confirmed.thenApply(done -> {
            events.forEach(event -> event.audit(audit, who));
            return answer;
        });
    }

    private byte[] written(Accepted accepted) {
        try {
            return answers.writeValueAsBytes(accepted);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<NewEvent> events(HttpHeaders headers, Body body, EventChecker allowed) {
        return switch (essence(headers.getMediaType())) {
            case STRUCTURED -> StructuredEvents.one(body, config, allowed);
            case BATCHED -> StructuredEvents.batch(body, config, allowed);
            case MediaType.APPLICATION_JSON ->
                List.of(BinaryEvent.read(headers.getRequestHeaders(), body, config, allowed));
            default -> throw new NotSupportedException();
        };
    }

    /** The framework lets a request without a content type pass, and one that is a pattern. */
    private static String essence(@Nullable MediaType type) {
        return type == null ? "" : (type.getType() + "/" + type.getSubtype()).toLowerCase(Locale.ROOT);
    }
}
