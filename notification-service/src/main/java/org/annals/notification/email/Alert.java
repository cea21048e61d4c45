// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A change as a mail tells of it. What others wrote is in one line each, and plain text: the template for HTML escapes it.
 *
 * @param kind event, correction or retraction
 * @param mark what makes it more than a new event, such as "Correction"; null for a new one
 * @param when in words
 * @param earliest the first instant that it can mean
 * @param latest the last one
 * @param status how sure it is, in words; empty when nothing is said
 * @param differences what a correction has changed
 * @param reason of a retraction
 * @param link to the event
 */
record Alert(
        String timeline,
        UUID eventId,
        String kind,
        @Nullable String mark,
        String title,
        String when,
        Instant earliest,
        Instant latest,
        Instant recorded,
        String status,
        String warning,
        String summary,
        List<Source> sources,
        List<Difference> differences,
        String reason,
        String link) {

    /** As events are ordered everywhere: the earliest first, then the more exact, then the one that was recorded first. */
    static final Comparator<Alert> AS_THEY_OCCURRED = Comparator.comparing(Alert::earliest)
            .thenComparing(Alert::latest)
            .thenComparing(Alert::recorded)
            .thenComparing(alert -> alert.eventId().toString());

    /**
     * Where it is known from.
     *
     * @param name title and publisher, as far as they are given
     * @param url empty when there is none that a reader could follow
     */
    record Source(String name, String url) {}

    /** A field that says something else now. Without {@code was} and {@code now}, it is too long to say what. */
    record Difference(String field, String was, String now) {}

    /** Of a mail that tells of this alone. */
    String subject() {
        return mark == null ? title : mark + ": " + title;
    }
}
