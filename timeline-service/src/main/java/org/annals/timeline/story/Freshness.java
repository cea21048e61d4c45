// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.story;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.annals.timeline.access.Viewers;
import org.annals.timeline.http.Preconditions;
import org.annals.timeline.problem.Problem;
import org.annals.timeline.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Lets whoever has an answer keep it for as long as nothing was stored since. What makes an answer old is a sequence,
 * so that it is told in one look-up, without reading events.
 */
@ApplicationScoped
public class Freshness {

    private static final String REVALIDATE = "max-age=0, must-revalidate";

    /** Named, or meant by the star, and not refused with a weight of 0. */
    private static final Pattern GZIP =
            Pattern.compile("(gzip|\\*)(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$))", Pattern.CASE_INSENSITIVE);

    private static final Problem CHANGED = new Problem(
            Response.Status.PRECONDITION_FAILED,
            "precondition-failed",
            "The ETag is not one that If-Match names: something was stored since. Read it again without If-Match.");

    /** Only as it is used: reads what is answered. */
    public interface Answer {
        Object read() throws SQLException;
    }

    /**
     * How far that has come from which is answered.
     *
     * @param isPublic whether caches on the way may keep the answer
     * @param snapshot what is answered from
     */
    public record State(String tag, boolean isPublic, Snapshot snapshot) {

        /** Of an answer that depends on both. */
        public State and(State other) {
            return new State(tag + "-" + other.tag, isPublic && other.isPublic, snapshot);
        }

        /** Of one form of several. */
        public State as(String form) {
            return new State(tag + "-" + form, isPublic, snapshot);
        }
    }

    private final TimelineStore timelines;
    private final EntityManager entities;
    private final HttpHeaders headers;
    private final Viewers viewers;

    Freshness(TimelineStore timelines, EntityManager entities, HttpHeaders headers, Viewers viewers) {
        this.timelines = timelines;
        this.entities = entities;
        this.headers = headers;
        this.viewers = viewers;
    }

    /** The state of whatever is answered from one timeline. */
    public State of(String timeline) {
        return of(timelines.get(timeline));
    }

    /** The state of whatever is answered from one timeline: its last change, or its last description. */
    public State of(Timeline timeline) {
        Snapshot snapshot = Snapshot.of(timeline);
        return seen(snapshot.tag() + "-" + timeline.lastRecorded().toEpochMilli(), timeline.isPublic(), snapshot);
    }

    /**
     * The state of a page of one timeline.
     *
     * @param asked what its cursor was given with; null for the first page
     */
    public State of(Timeline timeline, @Nullable Snapshot asked) {
        State current = of(timeline);
        if (asked != null && !isOf(timeline.timeline(), asked)) {
            throw ProblemException.foreignCursor();
        }
        return at(asked, current);
    }

    /**
     * The state of a page of all timelines.
     *
     * @param asked what its cursor was given with; null for the first page
     */
    public State ofAll(@Nullable Snapshot asked) {
        return at(asked, ofAll());
    }

    private static State at(@Nullable Snapshot asked, State current) {
        if (asked == null) {
            return current;
        }
        if (!current.snapshot().hasReached(asked)) {
            throw ProblemException.foreignCursor();
        }
        return new State(asked.tag() + "-in-" + current.tag(), current.isPublic(), asked);
    }

    /** Whether the timeline had that hash at that sequence. */
    private boolean isOf(String timeline, Snapshot asked) {
        if (asked.sequence() == null || asked.sequence() == 0) {
            return asked.sequence() != null;
        }
        return !entities.createNativeQuery("""
                        SELECT 1 FROM change
                        WHERE timeline = ?1 AND sequence = ?2 AND encode(substr(hash, 1, 4), 'hex') = ?3
                        """)
                .setParameter(1, timeline)
                .setParameter(2, asked.sequence())
                .setParameter(3, asked.hash())
                .getResultList()
                .isEmpty();
    }

    /** The state of whatever is answered from all timelines. */
    public State ofAll() {
        Object[] row = (Object[]) entities.createNativeQuery("""
                        SELECT coalesce(string_agg(concat(source_partition, chr(58), next_offset), ','
                                                   ORDER BY source_partition), ''),
                               EXISTS (SELECT FROM timeline WHERE visibility <> 'public')
                        FROM place
                        """).getSingleResult();
        boolean allPublic = Boolean.FALSE.equals(row[1]);
        Snapshot snapshot = Snapshot.parse((String) row[0]);
        return seen("all-" + snapshot.tag(), allPublic || viewers.seePublicAlone(), snapshot);
    }

    /** Where answers differ by who asks (the title of a linked event may be private), what one gets is not for others. */
    private State seen(String tag, boolean isPublic, Snapshot snapshot) {
        if (!viewers.differ()) {
            return new State(tag, isPublic, snapshot);
        }
        return new State(tag + "-" + viewers.current().tag(), isPublic && viewers.seePublicAlone(), snapshot);
    }

    /** 304 where the state is one that was answered before, else the answer, which its reader may keep and ask about. */
    public Response answer(State state, Answer answer) throws SQLException {
        EntityTag tag = new EntityTag(acceptsGzip() ? state.tag() + "-gzip" : state.tag());
        Response.ResponseBuilder response = Preconditions.ifMatch(headers, tag)
                ? answer(tag, answer)
                : Response.status(Response.Status.PRECONDITION_FAILED)
                        .type(Problem.MEDIA_TYPE)
                        .entity(CHANGED);
        response.tag(tag)
                .header(HttpHeaders.CACHE_CONTROL, (state.isPublic() ? "public, " : "private, ") + REVALIDATE)
                .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        if (viewers.differ()) {
            response.header(HttpHeaders.VARY, HttpHeaders.AUTHORIZATION);
        }
        return response.build();
    }

    private Response.ResponseBuilder answer(EntityTag tag, Answer answer) throws SQLException {
        if (Preconditions.isKnown(headers, tag)) {
            return Response.notModified();
        }
        Object read = answer.read();
        return Preconditions.isAnyKnown(headers) ? Response.notModified() : Response.ok(read);
    }

    /** Other bytes need another strong tag (RFC 9110, section 8.8.3.3); gzip is the one coding that is on offer. */
    private boolean acceptsGzip() {
        String accepted = headers.getHeaderString(HttpHeaders.ACCEPT_ENCODING);
        return accepted != null && GZIP.matcher(accepted).find();
    }
}
