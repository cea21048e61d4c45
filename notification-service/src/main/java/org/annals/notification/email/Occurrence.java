// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.annals.edtf.Edtf;
import org.annals.edtf.EdtfException;
import org.annals.edtf.Words;

/** When an event happened, in words and in order. */
record Occurrence(String words, Instant earliest, Instant latest) {

    static final DateTimeFormatter DAY_AND_TIME = DateTimeFormatter.ofPattern(
                    "d MMMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private static final Occurrence NOT_SAID = new Occurrence("not said", Instant.MAX, Instant.MAX);

    /** Of a CloudEvent: as its data say, else its time. */
    static Occurrence of(JsonNode event) {
        String occurred = event.path("data").path("occurred").asText();
        try {
            if (!occurred.isEmpty()) {
                Edtf date = Edtf.parse(occurred);
                return new Occurrence(Words.of(date), date.earliest(), date.latest());
            }
            String time = event.path("time").asText();
            if (!time.isEmpty()) {
                Instant instant = Instant.parse(time);
                return new Occurrence(DAY_AND_TIME.format(instant), instant, instant);
            }
        } catch (EdtfException | DateTimeException e) {
            // Ingest takes none that can't be read; should there be one, it is told as it was written.
            return new Occurrence(PlainText.line(occurred), Instant.MAX, Instant.MAX);
        }
        return NOT_SAID;
    }
}
