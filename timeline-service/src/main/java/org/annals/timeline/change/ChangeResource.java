package org.annals.timeline.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import org.annals.timeline.page.Page;
import org.annals.timeline.problem.ProblemException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The changes of a timeline in the order of their sequence: whoever remembers the last one misses nothing. */
@Path("/v1/timelines/{timeline}/changes")
class ChangeResource {

    /**
     * A page of changes.
     *
     * @param next the sequence to ask after for the next page; absent where nothing more is there now
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Changes(List<ChangeView> items, @Nullable Long next) {}

    private final ChangeStore store;

    ChangeResource(ChangeStore store) {
        this.store = store;
    }

    @GET
    @Operation(summary = "The changes of a timeline after a sequence: events, corrections and retractions")
    public Changes list(
            @PathParam("timeline") String timeline,
            @Parameter(description = "The last sequence that is known already; 0 for none")
                    @QueryParam("after")
                    @DefaultValue("0")
                    long after,
            @QueryParam("limit") @DefaultValue(Page.DEFAULT_LIMIT) int limit) {
        List<Change> rows = store.page(timeline, after, Page.limit(limit) + 1);
        if (rows.isEmpty() && !store.hasTimeline(timeline)) {
            throw ProblemException.unknownTimeline(timeline);
        }
        boolean more = rows.size() > limit;
        List<Change> items = more ? rows.subList(0, limit) : rows;
        return new Changes(
                items.stream().map(ChangeView::of).toList(),
                more ? items.get(limit - 1).sequence() : null);
    }
}
