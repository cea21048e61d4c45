// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.rejection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.event.Occurred;
import org.annals.timeline.page.Page;
import org.annals.timeline.problem.ProblemException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** What was accepted but can never be stored, with the reason. */
@Allowed(Role.PUBLISHER)
@Path("/v1/rejections")
@Produces(MediaType.APPLICATION_JSON)
class RejectionResource {

    private static final Position START = new Position(Instant.parse("+10000-01-01T00:00:00Z"), 0, 0);

    /** A rejection as it is answered. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record RejectionView(
            int partition,
            long offset,
            Instant recorded,
            String code,
            String detail,
            @Nullable String timeline,
            @Nullable String source,
            @Nullable String id,
            @JsonRawValue String original) {}

    private record Position(Instant recorded, int partition, long offset) {

        String encode() {
            String text = recorded + " " + partition + " " + offset;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        static Position decode(String cursor) {
            try {
                String[] parts =
                        new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8).split(" ", 3);
                return new Position(
                        Occurred.clamp(Instant.parse(parts[0])), Integer.parseInt(parts[1]), Long.parseLong(parts[2]));
            } catch (IllegalArgumentException | DateTimeException | ArrayIndexOutOfBoundsException e) {
                throw ProblemException.badRequest("invalid-cursor", "The cursor is not one that was given in next.");
            }
        }
    }

    private final RejectionStore store;

    RejectionResource(RejectionStore store) {
        this.store = store;
    }

    @GET
    @Operation(summary = "Messages that were accepted but can never be stored, the latest first")
    public Page<RejectionView> list(
            @QueryParam("limit") @DefaultValue(Page.DEFAULT_LIMIT) int limit,
            @QueryParam("cursor") @Nullable String cursor)
            throws SQLException {
        Position before = cursor == null ? START : Position.decode(cursor);
        List<RejectionView> rows =
                store.page(before.recorded(), before.partition(), before.offset(), Page.limit(limit) + 1).stream()
                        .map(RejectionResource::view)
                        .toList();
        return Page.of(rows, limit, last -> new Position(last.recorded(), last.partition(), last.offset()).encode());
    }

    private static RejectionView view(Rejection rejection) {
        return new RejectionView(
                rejection.sourcePartition,
                rejection.sourceOffset,
                rejection.recorded,
                rejection.code,
                rejection.detail,
                rejection.timeline,
                rejection.source,
                rejection.id,
                rejection.original);
    }
}
