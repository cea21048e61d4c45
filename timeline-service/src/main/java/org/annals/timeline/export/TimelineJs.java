package org.annals.timeline.export;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/** The JSON of Knight Lab's TimelineJS. Its texts are HTML, so that ours are escaped. */
final class TimelineJs implements Export {

    private final JsonExport json;

    TimelineJs(OutputStream out) throws IOException {
        this.json = new JsonExport(out);
    }

    @Override
    public void begin(Heading heading) throws IOException {
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
        Instant end = item.event().latest();
        json.object().text("unique_id", item.event().eventId());
        date("start_date", start);
        if (end != null && end.isAfter(start)) {
            date("end_date", end);
        }
        json.text("display_date", html(Item.inWords(item.occurred())))
                .text("group", html(item.event().type()))
                .object("text")
                .text("headline", html(item.title()))
                .text("text", paragraph(html(item.summary())) + sources(item))
                .end()
                .end();
    }

    /** Links, as a medium is something to embed: TimelineJS takes an address that it doesn't know for that of an image. */
    private static String sources(Item item) {
        StringBuilder links = new StringBuilder();
        for (JsonNode source : item.data().path("sources")) {
            String url = Json.string(source, "url");
            String host = WebAddress.host(url);
            if (host != null) {
                String title = Json.string(source, "title");
                String name = title.isEmpty() ? host : title;
                links.append(paragraph("<a href=\"%s\">%s</a>".formatted(html(url), html(name))));
            }
        }
        return links.toString();
    }

    private static String paragraph(String html) {
        return html.isEmpty() ? "" : "<p>" + html + "</p>";
    }

    private void date(String name, Instant instant) throws IOException {
        OffsetDateTime time = instant.atOffset(ZoneOffset.UTC);
        json.object(name)
                .number("year", time.getYear())
                .number("month", time.getMonthValue())
                .number("day", time.getDayOfMonth());
        if (time.getLong(ChronoField.NANO_OF_DAY) > 0) {
            json.number("hour", time.getHour())
                    .number("minute", time.getMinute())
                    .number("second", time.getSecond());
        }
        json.end();
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
