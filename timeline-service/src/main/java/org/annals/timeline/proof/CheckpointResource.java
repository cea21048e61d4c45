// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.proof;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.problem.ProblemException;
import org.annals.timeline.story.Timeline;
import org.annals.timeline.story.TimelineStore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What anyone may keep, to prove later that nothing before it was altered. */
@Allowed(Role.READER)
@Path("/v1/timelines/{timeline}/checkpoint")
@Produces(MediaType.APPLICATION_JSON)
class CheckpointResource {

    /** What is signed: that the timeline had this hash at this sequence, at this time. */
    record Statement(String timeline, long sequence, String hash, Instant time) {}

    /**
     * The statement, and again signed.
     *
     * @param signature a JSON Web Signature (RFC 7515, EdDSA) in compact form, whose payload is the statement
     */
    record Checkpoint(@JsonUnwrapped Statement statement, String signature) {}

    private final TimelineStore timelines;
    private final SigningKeys keys;
    private final Clock clock;
    private final ObjectMapper mapper;

    CheckpointResource(TimelineStore timelines, SigningKeys keys, Clock clock, ObjectMapper mapper) {
        this.timelines = timelines;
        this.keys = keys;
        this.clock = clock;
        this.mapper = mapper;
    }

    @GET
    @Operation(
            summary = "The last sequence and hash of a timeline, signed",
            description = "An EdDSA signature by a key of /.well-known/jwks.json; './annals verify' checks an export"
                    + " against it")
    @APIResponse(responseCode = "404", description = "There is no such timeline, or no key to sign with")
    public Checkpoint get(@PathParam("timeline") String name) throws JsonProcessingException {
        Timeline timeline = timelines.get(name);
        Statement statement =
                new Statement(name, timeline.sequence(), HexFormat.of().formatHex(timeline.hash()), clock.instant());
        String signature = keys.sign(mapper.writeValueAsString(statement))
                .orElseThrow(
                        () -> ProblemException.notFound(
                                "no-signing-key",
                                "No checkpoints are signed here: whoever runs this service has not set annals.proof.signing-key."));
        return new Checkpoint(statement, signature);
    }
}
