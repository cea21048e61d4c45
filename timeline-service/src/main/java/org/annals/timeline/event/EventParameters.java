package org.annals.timeline.event;

import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import org.annals.timeline.page.Page;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** The query parameters that lists of events share. */
class EventParameters {

    @QueryParam("from")
    @Parameter(description = "EDTF: the start of the range of occurred time", example = "2022-08")
    @Nullable
    String from;

    @QueryParam("to")
    @Parameter(description = "EDTF: the end of the range, included", example = "2022-08-05")
    @Nullable
    String to;

    @QueryParam("match")
    @Parameter(description = "possible (default): may have happened in the range; certain: surely did")
    @Nullable
    String match;

    @QueryParam("type")
    @Parameter(description = "A type, or all below it with .* at its end", example = "director.*")
    @Nullable
    String type;

    @QueryParam("retracted")
    @Parameter(description = "exclude (default) or include events that were withdrawn")
    @Nullable
    String retracted;

    @QueryParam("limit")
    @DefaultValue(Page.DEFAULT_LIMIT)
    int limit;

    @QueryParam("cursor")
    @Parameter(description = "next of the page before")
    @Nullable
    String cursor;

    /** The page that is asked for, of one timeline or of all. */
    Page<EventView> page(EventStore store, @Nullable String timeline) {
        EventQuery query = EventQuery.of(timeline, from, to, match, type, retracted);
        Cursor after = cursor == null ? Cursor.START : Cursor.decode(cursor, query);
        return Page.of(
                store.page(query, after, Page.limit(limit) + 1),
                limit,
                last -> Cursor.after(last).encode(query));
    }
}
