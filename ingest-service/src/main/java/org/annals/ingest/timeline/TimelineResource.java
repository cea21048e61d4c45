package org.annals.ingest.timeline;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.annals.ingest.data.EventData;
import org.annals.ingest.data.Storable;
import org.annals.ingest.data.TimelineName;
import org.annals.ingest.data.Violations;
import org.annals.ingest.json.Body;
import org.annals.ingest.json.Json;
import org.annals.ingest.problem.ProblemException;
import org.annals.ingest.publishing.CloudEventRecord;
import org.annals.ingest.publishing.EventPublisher;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Describes timelines, as a message on the topic of events like all else. */
@Path("/v1/timelines/{timeline}")
class TimelineResource {

    private static final long MAX_BODY_BYTES = 64 * 1024;

    private final EventPublisher publisher;

    TimelineResource(EventPublisher publisher) {
        this.publisher = publisher;
    }

    @PUT
    @Blocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "Say what a timeline is called, what it is about and who may see it")
    @APIResponse(responseCode = "202", description = "Kafka has it; the timeline shows it soon")
    public CompletionStage<Response> describe(@PathParam("timeline") String timeline, InputStream body)
            throws IOException {
        JsonNode description = Json.read(Body.read(body, MAX_BODY_BYTES));
        Violations violations = new Violations();
        EventData.checkDescription(description, violations);
        Storable.check(description, "", violations);
        String wrongName = TimelineName.wrong(timeline);
        if (wrongName != null) {
            throw ProblemException.badRequest("invalid-timeline", "The last part of the path " + wrongName + ".");
        }
        if (!violations.isEmpty()) {
            throw ProblemException.badRequest(
                    "invalid-timeline", "Nothing was published: the violations say what to mend.", violations.all());
        }
        CloudEventRecord message = new CloudEventRecord(timeline, Json.write(description))
                .attribute("specversion", "1.0")
                .attribute("id", UUID.randomUUID().toString())
                .attribute("source", "/annals/timelines")
                .attribute("type", "annals.timeline.described")
                .attribute("subject", timeline);
        return publisher
                .publish(List.of(message))
                .thenApply(done ->
                        Response.status(Status.ACCEPTED).entity(description).build());
    }
}
