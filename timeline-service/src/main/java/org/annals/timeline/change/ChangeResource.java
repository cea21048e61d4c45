// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.change;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.unchecked.Unchecked;
import jakarta.annotation.PreDestroy;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.access.Viewer;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.page.Page;
import org.annals.timeline.problem.ProblemException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** The changes of a timeline in the order of their sequence: whoever remembers the last one misses nothing. */
@Allowed(Role.READER)
@Path("/v1/timelines/{timeline}/changes")
class ChangeResource {

    /**
     * A page of changes.
     *
     * @param next the sequence to ask after for the next page; absent where nothing more is there now
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Changes(List<ChangeView> items, @Nullable Long next) {}

    private static final Pattern WAIT = Pattern.compile("(\\d{1,2})s");
    private static final int MAX_WAIT_SECONDS = 60;
    private static final Duration KEPT = Duration.ofDays(1);

    /** Requests that one change wakes wait for each other before they take all connections from everyone else. */
    private static final int READERS = 4;

    /** By caches that others share: a timeline that becomes private is to be gone from them as soon as from here. */
    private static final Duration KEPT_BY_SHARED_CACHES = Duration.ofSeconds(5);

    private final ChangeStore store;
    private final Arrivals arrivals;
    private final Clock clock;
    private final Viewers viewers;
    private final ExecutorService readers = Executors.newFixedThreadPool(READERS);

    ChangeResource(ChangeStore store, Arrivals arrivals, Clock clock, Viewers viewers) {
        this.store = store;
        this.arrivals = arrivals;
        this.clock = clock;
        this.viewers = viewers;
    }

    @PreDestroy
    void close() {
        readers.shutdownNow();
    }

    @GET
    @Blocking
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(summary = "The changes of a timeline after a sequence: events, corrections and retractions")
    @APIResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Changes.class)))
    public Uni<Response> list(
            @PathParam("timeline") String timeline,
            @Parameter(description = "The last sequence that is known already; 0 for none")
                    @QueryParam("after")
                    @DefaultValue("0")
                    long after,
            @QueryParam("limit") @DefaultValue(Page.DEFAULT_LIMIT) int limit,
            @Parameter(
                            description = "Where there are none, how long to wait for the next one: from 0s to 60s",
                            example = "30s")
                    @QueryParam("wait")
                    @DefaultValue("0s")
                    String wait)
            throws SQLException {
        Page.limit(limit);
        Instant until = clock.instant().plus(patience(wait));
        boolean isPublic = store.isPublic(timeline);
        store.requireReached(timeline, after);
        return read(viewers.current(), timeline, after, limit, until).map(changes -> answer(changes, isPublic));
    }

    /** Listens before it reads, so that nothing can come in between unnoticed. */
    private Uni<Changes> read(Viewer viewer, String timeline, long after, int limit, Instant until)
            throws SQLException {
        Duration patience = Duration.between(clock.instant(), until);
        if (patience.isNegative() || patience.isZero()) {
            return Uni.createFrom().item(page(viewer, timeline, after, limit));
        }
        CompletableFuture<Long> arrival = new CompletableFuture<>();
        Arrivals.Listening listening = arrivals.listen(timeline, arrival::complete);
        Changes now;
        try {
            now = page(viewer, timeline, after, limit);
        } catch (SQLException | RuntimeException e) {
            listening.close();
            throw e;
        }
        if (!now.items().isEmpty()) {
            listening.close();
            return Uni.createFrom().item(now);
        }
        return Uni.createFrom()
                .completionStage(arrival)
                .ifNoItem()
                .after(patience)
                .recoverWithItem(0L)
                .onTermination()
                .invoke(listening::close)
                .emitOn(readers)
                .chain(Unchecked.supplier(() -> read(viewer, timeline, after, limit, until)));
    }

    /** What is full stays as it is for ever. */
    private static Response answer(Changes changes, boolean isPublic) {
        String who = isPublic ? "public" : "private";
        String shared = isPublic ? ", s-maxage=" + KEPT_BY_SHARED_CACHES.toSeconds() : "";
        String kept = changes.next() == null ? "no-cache" : who + ", max-age=" + KEPT.toSeconds() + shared;
        return Response.ok(changes, MediaType.APPLICATION_JSON)
                .header(HttpHeaders.CACHE_CONTROL, kept)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING)
                .build();
    }

    private Changes page(Viewer viewer, String timeline, long after, int limit) throws SQLException {
        List<ChangeView> rows = store.page(viewer, timeline, after, limit + 1);
        boolean more = rows.size() > limit;
        List<ChangeView> items = more ? rows.subList(0, limit) : rows;
        return new Changes(items, more ? items.get(limit - 1).sequence() : null);
    }

    private static Duration patience(String wait) {
        Matcher seconds = WAIT.matcher(wait);
        if (seconds.matches() && Integer.parseInt(seconds.group(1)) <= MAX_WAIT_SECONDS) {
            return Duration.ofSeconds(Long.parseLong(seconds.group(1)));
        }
        throw ProblemException.badRequest(
                "invalid-parameter",
                "wait must be from 0s to " + MAX_WAIT_SECONDS + "s, such as 30s, not " + wait + ".");
    }
}
