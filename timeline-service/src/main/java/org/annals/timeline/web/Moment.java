// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/** A recorded time as it is read. */
public record Moment(Instant instant) {

    private static final DateTimeFormatter WORDS = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm:ss 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    public String words() {
        return WORDS.format(instant);
    }

    public String text() {
        return Json.time(instant);
    }

    /** As a field of a form has it, which knows of no zones. */
    public String field() {
        return text().replace("Z", "");
    }

    /** What asks for a page as it was known at a time; nothing for now. */
    static String query(@Nullable Moment asOf) {
        return asOf == null ? "" : "?asOf=" + asOf.text().replace("+", "%2B");
    }
}
