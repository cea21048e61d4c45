// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.story;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A timeline as it is answered.
 *
 * @param sequence the number of its last change, which {@code hash} proves
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TimelineView(
        String timeline,
        @Nullable String title,
        @Nullable String description,
        String visibility,
        long events,
        long sequence,
        String hash,
        Instant firstRecorded,
        Instant lastRecorded) {

    static TimelineView of(Timeline timeline) {
        return new TimelineView(
                timeline.timeline,
                timeline.title,
                timeline.description,
                timeline.visibility,
                timeline.events,
                timeline.sequence,
                HexFormat.of().formatHex(timeline.hash),
                timeline.firstRecorded,
                timeline.lastRecorded);
    }
}
