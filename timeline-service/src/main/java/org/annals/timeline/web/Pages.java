// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import io.quarkus.qute.TemplateInstance;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.annals.timeline.story.Freshness;
import org.annals.timeline.story.Snapshot;
import org.annals.timeline.story.Timeline;
import org.annals.timeline.story.TimelineStore;
import org.jspecify.annotations.Nullable;

/** Answers pages, or 304 while nothing was stored since, in the same way for all of them. */
@ApplicationScoped
class Pages {

    /** Reads what the page shows. */
    interface Page {
        TemplateInstance read() throws SQLException;
    }

    private final TimelineStore timelines;
    private final Freshness freshness;

    Pages(TimelineStore timelines, Freshness freshness) {
        this.timelines = timelines;
        this.freshness = freshness;
    }

    Timeline timeline(String name) {
        return timelines.get(name);
    }

    /** What is read of a timeline for a page: that of the page before, or else what is stored. */
    Snapshot snapshot(Timeline timeline, @Nullable Snapshot before) {
        return freshness.of(timeline, before).snapshot();
    }

    /** A page about one timeline. */
    Response of(Timeline timeline, Page page) throws SQLException {
        return answer(state(timeline), page);
    }

    /** What is read of the timeline itself, of events elsewhere that it is linked to, and of names that are searched. */
    Freshness.State state(Timeline timeline) {
        return freshness.of(timeline).and(freshness.ofAll());
    }

    /** A page about all timelines. */
    Response ofAll(Page page) throws SQLException {
        return answer(freshness.ofAll(), page);
    }

    private Response answer(Freshness.State state, Page page) throws SQLException {
        Response response = freshness.answer(
                state.as(AssetResource.VERSION), () -> page.read().render());
        return Response.fromResponse(response)
                .type(MediaType.TEXT_HTML_TYPE.withCharset("utf-8"))
                .build();
    }
}
