// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/** iCalendar (RFC 5545). An event whose start is open has no place in a calendar, and is left out. */
final class Calendar implements Export {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd").withZone(ZoneOffset.UTC);

    /** In bytes, without the end of the line. */
    private static final int MAX_LINE = 75;

    private static final int LAST_YEAR = 9999;

    private final OutputStream out;

    Calendar(OutputStream out) {
        this.out = out;
    }

    @Override
    public void begin(Heading heading) throws IOException {
        line("BEGIN", "VCALENDAR");
        line("VERSION", "2.0");
        line("PRODID", "-//Annals//timeline-service//EN");
        line("X-WR-CALNAME", text(heading.title()));
        line("URL", heading.self().toString());
    }

    @Override
    public void add(Item item) throws IOException {
        Instant start = item.event().earliest();
        if (start == null || !isInCalendar(start)) {
            return;
        }
        line("BEGIN", "VEVENT");
        line("UID", item.event().eventId().toString());
        line("DTSTAMP", TIME.format(item.event().revised()));
        line("CREATED", TIME.format(item.event().recorded()));
        line("LAST-MODIFIED", TIME.format(item.event().revised()));
        line("SEQUENCE", Integer.toString(item.event().revision() - 1));
        date(item, start, item.event().latest());
        line("SUMMARY", text(item.title()));
        line("DESCRIPTION", text(item.dated()));
        line("STATUS", status(item));
        line("TRANSP", "TRANSPARENT");
        line("URL", item.page().toString());
        if (!item.tags().isEmpty()) {
            line("CATEGORIES", item.tags().stream().map(Calendar::text).collect(Collectors.joining(",")));
        }
        List<String> places = item.each("places", "name");
        if (!places.isEmpty()) {
            line("LOCATION", text(String.join(", ", places)));
        }
        List<JsonNode> mapped = item.mappedPlaces();
        if (mapped.size() == 1) {
            JsonNode place = mapped.get(0);
            line(
                    "GEO",
                    place.path("latitude").asText() + ";"
                            + place.path("longitude").asText());
        }
        for (Medium medium : item.media()) {
            line("ATTACH;FMTTYPE=" + medium.contentType(), medium.url());
        }
        line("X-ANNALS-EVENT", text(Json.text(item.whole())));
        line("END", "VEVENT");
    }

    /** Whole days as days; the end of a calendar entry is the first instant after it. */
    private void date(Item item, Instant start, @Nullable Instant latest) throws IOException {
        boolean ends = latest != null && isInCalendar(latest);
        Instant end = ends && latest != null ? latest.plus(1, ChronoUnit.MICROS) : start;
        if (isMidnight(start) && (!ends || isMidnight(end))) {
            line("DTSTART;VALUE=DATE", DATE.format(start));
            if (ends) {
                line("DTEND;VALUE=DATE", DATE.format(end));
            }
            return;
        }
        // A time without an offset is local to its readers, and must not be moved by their zones.
        DateTimeFormatter format = item.isLocalTime() ? LOCAL : TIME;
        line("DTSTART", format.format(start));
        if (ends && ChronoUnit.SECONDS.between(start, end) > 0) {
            line("DTEND", format.format(end));
        }
    }

    private static boolean isMidnight(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).toLocalTime().equals(LocalTime.MIDNIGHT);
    }

    private static boolean isInCalendar(Instant instant) {
        int year = instant.atOffset(ZoneOffset.UTC).getYear();
        return year >= 1 && year < LAST_YEAR;
    }

    private static String status(Item item) {
        if (item.event().retracted() || item.text("phase").equals("cancelled")) {
            return "CANCELLED";
        }
        return item.text("status").equals("confirmed") ? "CONFIRMED" : "TENTATIVE";
    }

    private static String text(String value) {
        return value.replace("\\", "\\\\")
                .replace(";", "\\;")
                .replace(",", "\\,")
                .replace("\r\n", "\\n")
                .replace("\n", "\\n")
                .replaceAll("\\p{Cntrl}", " ");
    }

    /** A line of the file, folded where it is long, never inside a character. */
    private void line(String name, String value) throws IOException {
        StringBuilder folded = new StringBuilder();
        int bytes = 0;
        String line = name + ":" + value;
        for (int i = 0; i < line.length(); ) {
            int character = line.codePointAt(i);
            int size = Character.toString(character).getBytes(StandardCharsets.UTF_8).length;
            if (bytes + size > MAX_LINE) {
                folded.append("\r\n ");
                bytes = 1;
            }
            folded.appendCodePoint(character);
            bytes += size;
            i += Character.charCount(character);
        }
        out.write(folded.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void end(@Nullable URI next) throws IOException {
        line("END", "VCALENDAR");
        out.flush();
    }
}
