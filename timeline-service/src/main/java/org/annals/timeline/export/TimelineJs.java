// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/** The JSON of Knight Lab's TimelineJS. Its texts are HTML, so that ours are escaped. */
final class TimelineJs implements Export {

    private final JsonExport json;
    private boolean grouped;

    TimelineJs(OutputStream out) throws IOException {
        this.json = new JsonExport(out);
    }

    @Override
    public void begin(Heading heading) throws IOException {
        grouped = heading.grouped();
        json.object()
                .object("title")
                .object("text")
                .text("headline", html(heading.title()))
                .text("text", heading.description() == null ? null : html(heading.description()))
                .end()
                .end()
                .array("events");
    }

    @Override
    public void add(Item item) throws IOException {
        Instant start = item.event().earliest() == null
                ? item.event().latest()
                : item.event().earliest();
        if (start == null) {
            return;
        }
        Instant latest = item.event().latest();
        Instant end = latest == null || latest.isBefore(start) ? start : latest;
        OffsetDateTime first = local(start, item.offsets().get(0));
        OffsetDateTime last = local(end, item.offsets().get(1));
        Unit unit = Unit.of(first, last);
        json.object().text("unique_id", item.event().eventId());
        date("start_date", first, unit);
        if (!unit.start(first).equals(unit.start(last))) {
            date("end_date", last, unit);
        }
        json.text("display_date", html(Item.inWords(item.occurred())))
                .text("group", grouped ? html(inWords(item.event().type())) : null)
                .object("text")
                .text("headline", html(item.title()));
        List<Medium> links = new ArrayList<>(item.media());
        Medium shown = links.stream().filter(TimelineJs::isShown).findFirst().orElse(null);
        links.remove(shown);
        json.text("text", paragraph(html(item.summary())) + sources(item) + links(links))
                .end();
        if (shown != null) {
            json.object("media")
                    .text("url", html(shown.url()))
                    .text("alt", html(shown.alt()))
                    .text("caption", html(shown.caption()))
                    .text("credit", html(credit(shown)))
                    .end();
        }
        json.tree("_annals", item.whole()).end();
    }

    /** The times of a day are shown as they were written. */
    private static OffsetDateTime local(Instant instant, @Nullable ZoneOffset written) {
        return instant.atOffset(written == null ? ZoneOffset.UTC : written);
    }

    /** TimelineJS takes an address that it doesn't know for that of an image. */
    private static boolean isShown(Medium medium) {
        return medium.isImage()
                || medium.kind().equals("video")
                || medium.kind().equals("audio");
    }

    private static String credit(Medium medium) {
        return Stream.of(medium.credit(), medium.licence())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String links(List<Medium> media) {
        return media.stream().map(medium -> link(medium.url(), medium.label())).collect(Collectors.joining());
    }

    /** Sources are links; what a source shows is nothing to embed. */
    private static String sources(Item item) {
        StringBuilder links = new StringBuilder();
        for (JsonNode source : item.data().path("sources")) {
            String url = Json.string(source, "url");
            String host = WebAddress.host(url);
            if (host != null) {
                String title = Json.string(source, "title");
                links.append(link(url, title.isEmpty() ? host : title));
            }
        }
        return links.toString();
    }

    private static String link(String url, String title) {
        return paragraph("<a href=\"%s\">%s</a>".formatted(html(url), html(title)));
    }

    /** A type as words: director.resigned is Director resigned. */
    private static String inWords(String type) {
        String words = type.replace('.', ' ').replace('-', ' ');
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String paragraph(String html) {
        return html.isEmpty() ? "" : "<p>" + html + "</p>";
    }

    private void date(String name, OffsetDateTime time, Unit unit) throws IOException {
        // TimelineJS has no year 0: its year -1 is the one before the year 1.
        json.object(name).number("year", time.getYear() > 0 ? time.getYear() : time.getYear() - 1L);
        if (unit.compareTo(Unit.YEAR) > 0) {
            json.number("month", time.getMonthValue());
        }
        if (unit.compareTo(Unit.MONTH) > 0) {
            json.number("day", time.getDayOfMonth());
        }
        if (unit == Unit.SECOND) {
            json.number("hour", time.getHour())
                    .number("minute", time.getMinute())
                    .number("second", time.getSecond());
        }
        json.end();
    }

    /** The largest unit of which a span has whole ones: dates are sent with no more parts than they have. */
    private enum Unit {
        YEAR,
        MONTH,
        DAY,
        SECOND;

        static Unit of(OffsetDateTime first, OffsetDateTime last) {
            OffsetDateTime after = last.plus(1, ChronoUnit.MICROS);
            return Stream.of(YEAR, MONTH, DAY)
                    .filter(unit -> after.isAfter(first)
                            && unit.start(first).equals(first)
                            && unit.start(after).equals(after))
                    .findFirst()
                    .orElse(SECOND);
        }

        /** Returns the start of the unit in which a time is. */
        OffsetDateTime start(OffsetDateTime time) {
            return switch (this) {
                case YEAR -> time.truncatedTo(ChronoUnit.DAYS).withDayOfYear(1);
                case MONTH -> time.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1);
                case DAY -> time.truncatedTo(ChronoUnit.DAYS);
                case SECOND -> time.truncatedTo(ChronoUnit.SECONDS);
            };
        }
    }

    private static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    @Override
    public void end(@Nullable URI next) throws IOException {
        json.end().end().close();
    }
}
