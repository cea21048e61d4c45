// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import java.time.Instant;
import org.annals.timeline.access.Viewer;
import org.annals.timeline.event.Occurred;
import org.annals.timeline.story.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Which events are asked for, and in which order.
 *
 * @param viewer who asks, and so is shown what they may see
 * @param timeline null for all timelines
 * @param terms a search for the terms of filters, as PostgreSQL writes it; null for none
 * @param words full text as people write it; null for none
 * @param language the text search configuration for the words
 * @param range of occurred time: what overlaps it, or what lies inside it where {@code certain}
 * @param asOf the time whose knowledge is asked for
 * @param snapshot the state that is read; null for what is stored at that moment
 */
public record EventQuery(
        Viewer viewer,
        @Nullable String timeline,
        @Nullable String terms,
        @Nullable String words,
        String language,
        @Nullable BoundingBox area,
        Occurred range,
        boolean certain,
        boolean withRetracted,
        Instant asOf,
        Order order,
        @Nullable Snapshot snapshot) {

    /** After all that can be recorded: as things are known now. */
    public static final Instant NOW = Occurred.MAX;

    public EventQuery in(Order other) {
        return new EventQuery(
                viewer, timeline, terms, words, language, area, range, certain, withRetracted, asOf, other, snapshot);
    }

    /** The same question about one state. */
    public EventQuery at(@Nullable Snapshot other) {
        return new EventQuery(
                viewer, timeline, terms, words, language, area, range, certain, withRetracted, asOf, order, other);
    }

    /** Whether it finds all that is on the timeline now, or on all, with or without what was withdrawn. */
    boolean isWhole() {
        // A timeline that its viewer may not see is answered as one that is not there.
        return (timeline != null || viewer.seesAll())
                && terms == null
                && words == null
                && area == null
                && range.equals(Occurred.ALWAYS)
                && asOf.equals(NOW);
    }

    /** Whether there is no filter at all. */
    boolean findsAll() {
        return terms == null && words == null && area == null && range.equals(Occurred.ALWAYS) && withRetracted;
    }
}
