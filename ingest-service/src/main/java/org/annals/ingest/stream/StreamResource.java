// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.Startup;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import org.annals.ingest.access.Allowed;
import org.annals.ingest.access.Publisher;
import org.annals.ingest.access.Publishers;
import org.annals.ingest.access.Role;
import org.annals.ingest.problem.Negotiation;
import org.annals.ingest.problem.ProblemException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Where publishers post events line by line, as many as they have. */
@Startup
@Allowed(Role.PUBLISHER)
@Path("/v1/events")
class StreamResource {

    private static final String NDJSON = "application/x-ndjson";
    private static final MediaType ANSWER = MediaType.valueOf(NDJSON);

    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    private final Publishers publishers;
    private final LinePublisher publisher;
    private final LineAnswers answers;
    private final StreamConfig config;
    private final Semaphore places;
    private final CallerLimiter shares;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

    private volatile boolean stopping;

    StreamResource(
            Publishers publishers,
            LinePublisher publisher,
            LineAnswers answers,
            StreamConfig config,
            MeterRegistry registry) {
        this.publishers = publishers;
        this.publisher = publisher;
        this.answers = answers;
        this.config = config;
        places = new Semaphore(config.maxStreams());
        shares = new CallerLimiter(config.maxStreamsPerPublisher());
        registry.gauge("annals.streams.open", places, free -> config.maxStreams() - free.availablePermits());
    }

    @POST
    @NonBlocking
    @Consumes(NDJSON)
    @Produces(NDJSON)
    @Operation(
            summary = "Publish any number of CloudEvents, one a line",
            description = "Each line is answered by a line, in order, as soon as Kafka has its event: with status 202 "
                    + "and its eventId, or with its problem, after which the stream goes on. Read the answers while "
                    + "you send: when they are not taken, no more lines are. What was not answered may be sent again.")
    @APIResponse(
            responseCode = "200",
            description = "An answer a line. A problem without a line number is the last: the stream ends there",
            content =
                    @Content(
                            mediaType = NDJSON,
                            schema = @Schema(oneOf = {LineAnswers.Accepted.class, LineAnswers.Refused.class})))
    @APIResponse(responseCode = "406", ref = "unacceptable")
    @APIResponse(responseCode = "415", ref = "unsupported")
    @APIResponse(responseCode = "429", description = "The publisher has its share of streams already")
    @APIResponse(responseCode = "503", ref = "unavailable")
    @RequestBody(
            required = true,
            description = "CloudEvents 1.0 as JSON, each on a line of its own; empty lines are passed over",
            content = @Content(mediaType = NDJSON, schema = @Schema(type = SchemaType.OBJECT)))
    public Flow.Publisher<byte[]> publish(@Context HttpHeaders headers, @Context HttpServerRequest request) {
        Negotiation.accept(headers, ANSWER);
        if (stopping) {
            throw stops();
        }
        Publisher who = publishers.current();
        if (!shares.tryAcquire(who.name())) {
            throw ProblemException.tooMany(
                    "too-many-own-streams",
                    "You have " + config.maxStreamsPerPublisher() + " streams already, which is your share. End one of "
                            + "them first.",
                    RETRY_AFTER);
        }
        if (!places.tryAcquire()) {
            shares.release(who.name());
            throw ProblemException.unavailable(
                    "too-many-streams",
                    "There are " + config.maxStreams() + " streams already. Come again in a moment.",
                    RETRY_AFTER);
        }
        try {
            return begun(request, who);
        } catch (RuntimeException refused) {
            release(who);
            throw refused;
        }
    }

    private EventStream begun(HttpServerRequest request, Publisher who) {
        EventStream stream = new EventStream(request, who, publisher, answers, config, ended -> {
            open.remove(ended);
            release(who);
        });
        open.add(stream);
        return stream;
    }

    private void release(Publisher who) {
        places.release();
        shares.release(who.name());
    }

    /** Before the process waits for its requests to end, which streams would not by themselves. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        open.forEach(stream -> stream.breakOff(stops()));
    }

    private static ProblemException stops() {
        return ProblemException.unavailable(
                "stopping", "This server stops. Send what was not answered to another, or again.", RETRY_AFTER);
    }
}
