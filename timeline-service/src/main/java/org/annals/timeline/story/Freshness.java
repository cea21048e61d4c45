package org.annals.timeline.story;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.annals.timeline.problem.ProblemException;

/**
 * Lets whoever has an answer keep it for as long as nothing was stored since. What makes an answer old is a sequence,
 * so that it is told in one look-up, without reading events.
 */
@ApplicationScoped
public class Freshness {

    /** Only as it is used: reads what is answered. */
    public interface Answer {
        Object read() throws SQLException;
    }

    private final TimelineStore timelines;
    private final EntityManager entities;

    Freshness(TimelineStore timelines, EntityManager entities) {
        this.timelines = timelines;
        this.entities = entities;
    }

    /** The tag of whatever is answered from one timeline. */
    public EntityTag of(String timeline) {
        Timeline found = timelines.findById(timeline);
        if (found == null) {
            throw ProblemException.unknownTimeline(timeline);
        }
        return new EntityTag(Long.toString(found.sequence()));
    }

    /** The tag of whatever is answered from all timelines. */
    public EntityTag ofAll() {
        Object offsets = entities.createNativeQuery("SELECT coalesce(sum(next_offset), 0) FROM place")
                .getSingleResult();
        return new EntityTag("all-" + offsets);
    }

    /** 304 where the tag is one that was answered before, else the answer, which anyone may keep and ask about. */
    public Response answer(EntityTag tag, Request request, Answer answer) throws SQLException {
        CacheControl control = new CacheControl();
        control.setMaxAge(0);
        control.setMustRevalidate(true);
        // A CDN may compress it.
        control.setNoTransform(false);
        Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
        Response.ResponseBuilder response = unchanged == null ? Response.ok(answer.read()) : unchanged;
        return response.tag(tag).cacheControl(control).build();
    }
}
