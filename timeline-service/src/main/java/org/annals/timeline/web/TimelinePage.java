// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A timeline to be read.
 *
 * @param found how many events there are for what is asked
 * @param asOf when it was known so; null for now
 * @param moment what keeps that moment in the address of an event
 * @param now the address of the same as it is known now
 * @param feeds the query to ask the feeds with
 * @param strip where the strip of time finds all events; null where they are all on the page
 */
@CheckedTemplate
record TimelinePage(
        Story story,
        Filters filters,
        List<Year> years,
        long found,
        @Nullable Moment asOf,
        String moment,
        String now,
        String feeds,
        @Nullable String strip,
        @Nullable Turn earlier,
        @Nullable Turn later,
        String jsonLd)
        implements TemplateInstance {

    /** Events under one heading; without one where they do not come by year. */
    public record Year(@Nullable String heading, List<Entry> entries) {}

    /** A link to the page before or after. */
    public record Turn(String label, String address) {}
}
