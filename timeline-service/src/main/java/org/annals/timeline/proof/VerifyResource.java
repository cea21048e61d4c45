// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.proof;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.sql.SQLException;
import java.util.HexFormat;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.problem.ProblemException;
import org.annals.timeline.story.TimelineStore;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Whether a timeline is as it was stored. */
@Allowed(Role.READER)
@Path("/v1/timelines/{timeline}/verify")
@Produces(MediaType.APPLICATION_JSON)
class VerifyResource {

    private static final String DEFAULT_LIMIT = "100000";
    private static final int MAX_LIMIT = 1_000_000;
    private static final int HASH_BYTES = 32;

    private final StoredChain chain;
    private final TimelineStore timelines;

    VerifyResource(StoredChain chain, TimelineStore timelines) {
        this.chain = chain;
        this.timelines = timelines;
    }

    @GET
    @Operation(
            summary = "Recomputes the chain of a timeline, and says where it breaks",
            description = "Reads every change again: its digest must be that of its content, its hash that of its"
                    + " envelope and of the hash before it, and what is shown of its event must be what it says."
                    + " Where complete is false, ask again after the sequence and with the hash of the answer.")
    public Verification verify(
            @PathParam("timeline") String timeline,
            @Parameter(description = "The last sequence that is known to hold; 0 for none")
                    @QueryParam("after")
                    @DefaultValue("0")
                    long after,
            @Parameter(description = "The hash of that sequence, 64 hexadecimal digits; else the stored one is taken")
                    @QueryParam("hash")
                    @Nullable
                    String hash,
            @Parameter(description = "How many changes to read at most, from 1 to 1000000")
                    @QueryParam("limit")
                    @DefaultValue(DEFAULT_LIMIT)
                    int limit)
            throws SQLException {
        if (after < 0 || limit < 1 || limit > MAX_LIMIT) {
            throw ProblemException.badRequest(
                    "invalid-parameter", "after must be 0 or more, and limit from 1 to " + MAX_LIMIT + ".");
        }
        byte[] start = hash == null ? null : parse(hash);
        long last = timelines.get(timeline).sequence();
        if (after > last) {
            throw ProblemException.notReached("after", after, last);
        }
        return chain.verify(timeline, after, start, limit);
    }

    private static byte[] parse(String hash) {
        try {
            byte[] bytes = HexFormat.of().parseHex(hash);
            if (bytes.length == HASH_BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // Told below, like a hash that is too short.
        }
        throw ProblemException.badRequest("invalid-parameter", "hash must have 64 hexadecimal digits.");
    }
}
