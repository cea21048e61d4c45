// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import java.util.HexFormat;
import java.util.Locale;
import org.annals.timeline.story.Timeline;
import org.jspecify.annotations.Nullable;

/** A timeline's heading. */
public record Story(
        String name,
        String title,
        @Nullable String description,
        long events,
        long sequence,
        String hash,
        Moment lastRecorded) {

    static Story of(Timeline timeline) {
        String title = timeline.title();
        return new Story(
                timeline.timeline(),
                title == null || title.isBlank() ? named(timeline.timeline()) : title,
                timeline.description(),
                timeline.events(),
                timeline.sequence(),
                HexFormat.of().formatHex(timeline.hash()),
                new Moment(timeline.lastRecorded()));
    }

    /** What has no title is called by its name, written as words. */
    private static String named(String name) {
        String words = name.replace('-', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    public String path() {
        return "/timelines/" + Query.encoded(name);
    }

    /** Where programs read it. */
    public String api() {
        return "/v1/timelines/" + Query.encoded(name);
    }

    public String embed() {
        return "/embed/" + Query.encoded(name);
    }
}
