// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.change;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.access.Viewer;
import org.annals.timeline.access.Viewers;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The changes of a timeline as a file to be kept, from which it can be proved without asking anyone. */
@Allowed(Role.READER)
@Path("/v1/timelines/{timeline}/changes")
class ChangeExportResource {

    private static final String NDJSON = "application/x-ndjson";
    private static final int PAGE_SIZE = 500;

    private final ChangeStore store;
    private final ObjectWriter writer;
    private final Viewers viewers;

    ChangeExportResource(ChangeStore store, ObjectMapper mapper, Viewers viewers) {
        this.store = store;
        this.writer = mapper.writerFor(ChangeView.class);
        this.viewers = viewers;
    }

    @GET
    // Whoever accepts anything gets pages.
    @Produces(NDJSON + ";qs=0.5")
    @Operation(summary = "All changes of a timeline after a sequence, one on each line: what './annals verify' reads")
    public Response export(
            @PathParam("timeline") String timeline,
            @Parameter(description = "The last sequence that is not wanted; 0 for none")
                    @QueryParam("after")
                    @DefaultValue("0")
                    long after)
            throws SQLException {
        Viewer viewer = viewers.current();
        store.isPublic(timeline);
        store.requireReached(timeline, after);
        // Read before the answer begins, so that what fails can still be told.
        List<ChangeView> first = store.page(viewer, timeline, after, PAGE_SIZE);
        StreamingOutput lines = out -> write(viewer, timeline, first, out);
        return Response.ok(lines, NDJSON)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
                .build();
    }

    /** Page by page, so that length costs no memory: what is stored stays as it is meanwhile. */
    private void write(Viewer viewer, String timeline, List<ChangeView> first, OutputStream out) throws IOException {
        List<ChangeView> page = first;
        while (!page.isEmpty()) {
            for (ChangeView change : page) {
                // Content is as it was published, where line ends are never inside a text.
                String line =
                        writer.writeValueAsString(change).replace('\n', ' ').replace('\r', ' ');
                out.write(line.getBytes(StandardCharsets.UTF_8));
                out.write('\n');
            }
            page = page.size() < PAGE_SIZE
                    ? List.of()
                    : read(viewer, timeline, page.get(PAGE_SIZE - 1).sequence());
        }
    }

    private List<ChangeView> read(Viewer viewer, String timeline, long after) throws IOException {
        try {
            return store.page(viewer, timeline, after, PAGE_SIZE);
        } catch (SQLException e) {
            throw new IOException("The next changes can't be read", e);
        }
    }
}
