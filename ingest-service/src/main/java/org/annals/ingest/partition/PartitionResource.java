// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.partition;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.annals.ingest.access.Allowed;
import org.annals.ingest.access.Audit;
import org.annals.ingest.access.Publisher;
import org.annals.ingest.access.Publishers;
import org.annals.ingest.access.Role;
import org.annals.ingest.body.Body;
import org.annals.ingest.body.BodyReader;
import org.annals.ingest.data.Shape;
import org.annals.ingest.data.Violations;
import org.annals.ingest.json.Element;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.publishing.Epoch;
import org.annals.ingest.publishing.EpochGate;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** How many partitions annals.events has. */
@Allowed(Role.ADMIN)
@Path("/v1/partitions")
@Produces(MediaType.APPLICATION_JSON)
@APIResponse(responseCode = "400", ref = "wrong")
@APIResponse(responseCode = "503", ref = "unavailable")
class PartitionResource {

    private static final int MAX_BODY_BYTES = 1024;
    private static final int MAX_PARTITIONS = 1000;
    private static final Shape FORM = Shape.object().required("partitions", Shape.wholeNumber(1, MAX_PARTITIONS));

    /** So many partitions as there should be. */
    record NewPartitionCount(int partitions) {}

    /**
     * So many partitions as there are.
     *
     * @param epoch how often partitions were added, and one
     * @param paused whether partitions are being added, and nothing is published meanwhile
     */
    record PartitionCount(int partitions, int epoch, boolean paused) {}

    private final PartitionGrower grower;
    private final EpochGate gate;
    private final BodyReader bodies;
    private final Publishers publishers;
    private final Audit audit;

    PartitionResource(PartitionGrower grower, EpochGate gate, BodyReader bodies, Publishers publishers, Audit audit) {
        this.grower = grower;
        this.gate = gate;
        this.bodies = bodies;
        this.publishers = publishers;
        this.audit = audit;
    }

    @GET
    @Blocking
    @Operation(summary = "How many partitions the topic of events has")
    public PartitionCount get() {
        Epoch epoch = gate.announced();
        return new PartitionCount(grower.count(), epoch.number(), epoch.isPaused());
    }

    @PUT
    @NonBlocking
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            summary =
                    "Add partitions until there are so many; publishing is paused meanwhile, for some ten seconds. To be"
                            + " sent again where it was interrupted")
    @APIResponse(
            responseCode = "200",
            description = "There are so many, and publishing goes on",
            content = @Content(schema = @Schema(implementation = PartitionCount.class)))
    @APIResponse(responseCode = "408", ref = "slow")
    @APIResponse(
            responseCode = "409",
            description = "There are more, or another number was asked for before and is not reached yet")
    @APIResponse(responseCode = "413", ref = "large")
    @APIResponse(responseCode = "415", ref = "unsupported")
    @RequestBody(required = true, content = @Content(schema = @Schema(implementation = NewPartitionCount.class)))
    public CompletionStage<PartitionCount> put(@Context HttpServerRequest request) {
        Publisher who = publishers.current();
        return bodies.read(request, MAX_BODY_BYTES, body -> {
            int partitions = partitions(body);
            PartitionCount count = grow(partitions);
            audit.write(who, "partitions-added", "partitions", Integer.toString(partitions));
            return CompletableFuture.completedFuture(count);
        });
    }

    private PartitionCount grow(int partitions) {
        try {
            grower.grow(partitions);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw PartitionGrower.unfinished("this replica is being stopped");
        }
        return get();
    }

    private static int partitions(Body body) {
        JsonReader reader = JsonReader.of(body.bytes(), body.length(), "");
        Violations violations = new Violations();
        Element count = reader.onlyElement();
        FORM.check(count.tree(), violations);
        reader.end();
        violations.refuse("invalid-partitions");
        return count.tree().path("partitions").intValue();
    }
}
