package org.annals.ingest.event;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.annals.ingest.data.Violations;
import org.annals.ingest.json.Body;
import org.annals.ingest.json.Json;
import org.annals.ingest.problem.Problem;
import org.annals.ingest.problem.ProblemException;
import org.annals.ingest.publishing.CloudEventRecord;
import org.annals.ingest.publishing.EventPublisher;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Where publishers post what happened. */
@Path("/v1/events")
class EventResource {

    private static final String STRUCTURED = "application/cloudevents+json";
    private static final String BATCHED = "application/cloudevents-batch+json";

    /** What became of a request: each of its events, in its order. */
    record Accepted(List<AcceptedEvent> accepted) {}

    /**
     * One event that Kafka has.
     *
     * @param eventId by which it is found in the timeline; of a revision, the event that it revises
     */
    record AcceptedEvent(UUID eventId, String timeline, String source, String id) {}

    private final EventPublisher publisher;
    private final IngestConfig config;

    EventResource(EventPublisher publisher, IngestConfig config) {
        this.publisher = publisher;
        this.config = config;
    }

    @POST
    @Blocking
    @Consumes({STRUCTURED, BATCHED})
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Publish events, corrections and retractions: one CloudEvent, or a batch, all or none")
    @APIResponse(responseCode = "202", description = "Kafka has them all; each can be found by its eventId soon")
    @APIResponse(responseCode = "400", description = "Nothing was published; every violation is listed")
    @APIResponse(responseCode = "413", description = "The request, an event or the batch is too large")
    @APIResponse(responseCode = "503", description = "Kafka did not confirm in time; send the same again later")
    public CompletionStage<Response> publish(
            @HeaderParam(HttpHeaders.CONTENT_TYPE) String contentType, InputStream body) throws IOException {
        JsonNode request = Json.read(Body.read(body, config.maxRequestSize().asLongValue()));
        boolean isBatch = contentType.startsWith(BATCHED);
        if (isBatch && !request.isArray()) {
            throw ProblemException.badRequest("invalid-batch", "A batch must be a JSON array of CloudEvents.");
        }
        List<NewEvent> events = read(isBatch ? request : List.of(request));
        List<AcceptedEvent> accepted = new ArrayList<>();
        List<CloudEventRecord> records = new ArrayList<>();
        for (NewEvent event : events) {
            accepted.add(new AcceptedEvent(event.eventId(), event.timeline(), event.source(), event.id()));
            records.add(toRecord(event));
        }
        return publisher
                .publish(records)
                .thenApply(done -> Response.status(Status.ACCEPTED)
                        .entity(new Accepted(accepted))
                        .build());
    }

    private List<NewEvent> read(Iterable<JsonNode> request) {
        Violations violations = new Violations();
        EventReader reader = new EventReader(violations);
        List<NewEvent> events = new ArrayList<>();
        int index = 0;
        for (JsonNode event : request) {
            if (index == config.maxBatchEvents()) {
                throw tooLarge("batch-too-large", "A batch may have at most " + index + " events; send several.");
            }
            violations.at(index++);
            NewEvent read = reader.read(event);
            if (read != null) {
                events.add(read);
            }
        }
        if (!violations.isEmpty()) {
            throw ProblemException.badRequest(
                    "invalid-event", "Nothing was published: the violations say what to mend.", violations.all());
        }
        return events;
    }

    private CloudEventRecord toRecord(NewEvent event) {
        CloudEventRecord eventRecord = new CloudEventRecord(event.timeline(), Json.write(event.data()));
        event.attributes().forEach(eventRecord::attribute);
        if (eventRecord.size() > config.maxEventSize().asLongValue()) {
            throw tooLarge(
                    "event-too-large",
                    "The event " + event.id() + " has " + eventRecord.size() + " bytes; allowed are "
                            + config.maxEventSize().asLongValue() + ".");
        }
        return eventRecord;
    }

    private static ProblemException tooLarge(String code, String detail) {
        return new ProblemException(new Problem(Status.REQUEST_ENTITY_TOO_LARGE, code, detail));
    }
}
