// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.annals.edtf.Edtf;
import org.annals.edtf.Words;
import org.annals.timeline.json.Json;
import org.annals.timeline.search.Facets;
import org.jspecify.annotations.Nullable;

/**
 * What the strip of time draws.
 *
 * @param events absent where there are very many
 * @param periods how many there are in each part of the calendar, in its order; absent where there are few
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Strip(@Nullable List<Event> events, @Nullable List<Period> periods) {

    /** An event as a bar; the words have the meaning that they have in {@link Written}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Event(
            String id,
            String address,
            String title,
            String when,
            @Nullable String from,
            @Nullable String to,
            String start,
            String end,
            boolean within,
            boolean withdrawn) {

        static Event of(Entry entry, String moment) {
            Written date = entry.date();
            return new Event(
                    "e-" + entry.event().eventId(),
                    entry.path() + moment,
                    entry.title(),
                    date.words(),
                    date.from(),
                    date.to(),
                    date.start(),
                    date.end(),
                    date.within(),
                    entry.event().retracted());
        }
    }

    /**
     * A year, a month or a day.
     *
     * @param address of the page of what happened in it
     */
    record Period(String value, String when, String from, String to, long count, String address) {

        static Period of(Facets.Count count, Query page) {
            Edtf part = Edtf.parse(count.value());
            return new Period(
                    count.value(),
                    Words.of(part).replaceFirst("^some time in ", ""),
                    Json.time(part.earliest()),
                    Json.time(part.latest()),
                    count.count(),
                    page.with("from", count.value()).with("to", count.value()).address());
        }
    }
}
