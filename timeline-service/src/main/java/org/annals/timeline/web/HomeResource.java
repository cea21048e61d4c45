// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.annals.timeline.access.Allowed;
import org.annals.timeline.access.Role;
import org.annals.timeline.page.Page;
import org.annals.timeline.story.TimelineStore;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The front page: every timeline, by name. */
@Allowed(Role.READER)
@Path("/")
class HomeResource {

    private static final int PAGE_SIZE = 100;

    private final TimelineStore timelines;
    private final Pages pages;

    HomeResource(TimelineStore timelines, Pages pages) {
        this.timelines = timelines;
        this.pages = pages;
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public Response read(@QueryParam("after") @DefaultValue("") String after) throws SQLException {
        return pages.ofAll(() -> {
            Page<Story> page = Page.of(
                            timelines.page(after, PAGE_SIZE + 1),
                            PAGE_SIZE,
                            last -> "/?after=" + Query.encoded(last.timeline()))
                    .map(Story::of);
            return new HomePage(page.items(), page.next());
        });
    }
}
