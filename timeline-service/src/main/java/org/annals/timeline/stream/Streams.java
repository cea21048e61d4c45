// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.stream;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.Startup;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.change.Arrivals;
import org.annals.timeline.problem.Problem;
import org.annals.timeline.problem.ProblemException;
import org.annals.timeline.search.EventQuery;
import org.jboss.resteasy.reactive.server.spi.ServerHttpResponse;
import org.jspecify.annotations.Nullable;

/** The streams that are open in this process. None has a thread. */
@Startup
@ApplicationScoped
class Streams {

    /** Of both kinds of stream, for the description of the API. */
    static final String DESCRIPTION = """
            Server-sent events named change, each with one item of /changes as its data. With a filter, those changes of
            which the event matches it, or did in an earlier revision, so that a reader is told all that becomes of an
            event. The id of the last event (Last-Event-ID) is where to go on, on any replica, without gap or repeat;
            without one the stream begins with what is stored next. A comment comes every 15 s. A reader that takes
            nothing for 10 s is sent an event named problem and dropped. Where there is a login, a stream ends with the
            token that it was asked for.
            """;

    private final StreamPages pages;
    private final Arrivals arrivals;
    private final StreamConfig config;
    private final Viewers viewers;
    private final MeterRegistry registry;
    private final CallerLimiter shares;
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();

    /** Whoever comes back before others have learnt of it is sent on again. */
    private volatile boolean stopping;

    Streams(
            StreamPages pages,
            Arrivals arrivals,
            StreamConfig config,
            Viewers viewers,
            Vertx vertx,
            MeterRegistry registry) {
        this.viewers = viewers;
        this.pages = pages;
        this.arrivals = arrivals;
        this.config = config;
        this.registry = registry;
        this.shares = new CallerLimiter(config.maxOpenPerCaller());
        registry.gaugeCollectionSize("annals.streams.open", List.of(), open);
        vertx.setPeriodic(config.heartbeat().toMillis(), timer -> open.forEach(EventStream::heartbeat));
    }

    /** An answer that goes on after the request: what the query finds from the place on. */
    Response answer(EventQuery query, String place) {
        if (open.size() >= config.maxOpen()) {
            throw new ProblemException(new Problem(
                    Status.SERVICE_UNAVAILABLE,
                    "too-many-streams",
                    "This replica has " + config.maxOpen() + " open streams and takes no more; try again later."));
        }
        String caller = viewers.caller();
        if (!shares.hasRoom(caller)) {
            throw new ProblemException(new Problem(
                    Status.TOO_MANY_REQUESTS,
                    "too-many-own-streams",
                    "You have " + config.maxOpenPerCaller() + " open streams already, which is your share; close one"
                            + " first."));
        }
        return Response.ok(new StreamWriter.Start(query, place, caller, viewers.remaining()))
                .type(MediaType.SERVER_SENT_EVENTS_TYPE)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                // Proxies that collect answers before they pass them on understand this.
                .header("X-Accel-Buffering", "no")
                .build();
    }

    /** A reader that comes back has come further than the address that it began with. */
    static @Nullable String last(@Nullable String lastEventId, @Nullable String after) {
        return lastEventId == null || lastEventId.isEmpty() ? after : lastEventId;
    }

    void open(StreamWriter.Start start, ServerHttpResponse response, Context context) {
        EventStream stream =
                new EventStream(start.query(), start.place(), pages, config, response, context, (closed, reason) -> {
                    shares.release(start.caller());
                    closed(closed, reason);
                });
        open.add(stream);
        shares.add(start.caller());
        stream.open(arrivals, start.limit());
        if (stopping) {
            stream.end();
        }
    }

    /** Readers go to another replica at once, rather than hold up the end of this one. */
    void end(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
        open.forEach(EventStream::end);
    }

    private void closed(EventStream stream, String reason) {
        open.remove(stream);
        registry.counter("annals.streams.closed", "reason", reason).increment();
    }
}
