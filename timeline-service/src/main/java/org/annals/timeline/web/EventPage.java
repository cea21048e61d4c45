// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One event with all its revisions.
 *
 * @param linkedFrom what other events say that they have to do with it
 * @param revisions the last one first
 * @param asOf when it was known so; null for now
 * @param moment what keeps that moment in the address of an event
 */
@CheckedTemplate
record EventPage(
        Story story,
        Entry entry,
        List<Linked> linkedFrom,
        List<Revision> revisions,
        @Nullable Moment asOf,
        String moment,
        String jsonLd)
        implements TemplateInstance {

    /**
     * A revision.
     *
     * @param then the address of the timeline as it was known when this was recorded
     */
    public record Revision(Entry entry, String then) {

        public String what() {
            if (entry.event().retracted()) {
                return "Withdrawn";
            }
            return entry.event().revision() == 1 ? "First published" : "Corrected";
        }
    }
}
