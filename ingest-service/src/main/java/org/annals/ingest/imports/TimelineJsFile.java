package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;

/** Timelines of Knight Lab's TimelineJS, as JSON or as the spreadsheet that most are written in. Their texts are HTML. */
final class TimelineJsFile {

    private static final String[] PARTS = {"year", "month", "day", "hour", "minute", "second"};

    private TimelineJsFile() {}

    static Items read(byte[] bytes) {
        JsonNode timeline = JsonReader.read(bytes, bytes.length);
        if (!timeline.path("events").isArray()) {
            throw ProblemException.badRequest(
                    "unreadable-file", "A timeline of TimelineJS has a list of events, and this has none.");
        }
        Titles titles = new Titles();
        List<Item> items = new ArrayList<>();
        if (timeline.has("title")) {
            items.add(new Item("/title")
                    .refuse("is the title of the timeline; PUT /v1/timelines/{timeline} says it here"));
        }
        int index = 0;
        for (JsonNode slide : timeline.get("events")) {
            items.add(slide("/events/" + index++, slide, titles));
        }
        for (int i = 0; i < timeline.path("eras").size(); i++) {
            items.add(new Item("/eras/" + i).refuse("is an era, which is no event"));
        }
        return new Items(null, items);
    }

    private static Item slide(String where, JsonNode slide, Titles titles) {
        Item item = new Item(where);
        String headline = PlainText.of(slide.at("/text/headline").asText());
        String occurred = SlideDate.edtf(item, parts(slide.path("start_date")), parts(slide.path("end_date")));
        JsonNode media = slide.path("media");
        return item.identity(
                        slide.hasNonNull("unique_id")
                                ? slide.get("unique_id").asText()
                                : titles.identity(headline, occurred))
                .text(headline, PlainText.of(slide.at("/text/text").asText()))
                .occurred(occurred)
                .source(
                        media.path(media.hasNonNull("link") ? "link" : "url").asText(),
                        PlainText.of(media.path("caption").asText()),
                        PlainText.of(media.path("credit").asText()),
                        null)
                .tags(List.of(PlainText.of(slide.path("group").asText())));
    }

    private static String[] parts(JsonNode date) {
        String[] parts = new String[PARTS.length];
        for (int i = 0; i < parts.length; i++) {
            parts[i] = date.path(PARTS[i]).asText("").strip();
        }
        return parts;
    }

    static Items readTable(String text) {
        Titles titles = new Titles();
        List<Item> items = new ArrayList<>();
        for (Table.Row row : Table.rows(text, List.of("year", "headline"))) {
            items.add(row(row, titles));
        }
        return new Items(null, items);
    }

    private static Item row(Table.Row row, Titles titles) {
        Item item = row.item();
        if (row.cell("type").equalsIgnoreCase("title") || row.cell("type").equalsIgnoreCase("era")) {
            return item.refuse("is of the type " + row.cell("type") + ", which is no event");
        }
        String headline = PlainText.of(row.cell("headline"));
        String occurred = SlideDate.edtf(item, parts(row, ""), parts(row, "end "));
        return item.identity(titles.identity(headline, occurred))
                .text(headline, PlainText.of(row.cell("text")))
                .occurred(occurred)
                .source(
                        row.cell("link").isEmpty() ? row.cell("media") : row.cell("link"),
                        PlainText.of(row.cell("media caption")),
                        PlainText.of(row.cell("media credit")),
                        null)
                .tags(List.of(PlainText.of(row.cell("group"))));
    }

    private static String[] parts(Table.Row row, String prefix) {
        String[] time = row.cell(prefix + "time").split(":", -1);
        return new String[] {
            row.cell(prefix + "year"),
            row.cell(prefix + "month"),
            row.cell(prefix + "day"),
            time[0],
            time.length > 1 ? time[1] : "",
            time.length > 2 ? time[2] : ""
        };
    }

    /** A headline is what stays when a slide is edited; those that occur again have their date with it. */
    private static final class Titles {

        private final Map<String, Integer> seen = new HashMap<>();

        String identity(String headline, @org.jspecify.annotations.Nullable String occurred) {
            return seen.merge(headline, 1, Integer::sum) == 1 ? headline : headline + " (" + occurred + ")";
        }
    }
}
