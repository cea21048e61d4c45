// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.annals.ingest.imports.Table.Row;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Timelines of Knight Lab's TimelineJS, as JSON or as the spreadsheet that most are written in. Their texts are HTML. */
final class TimelineJsFile {

    /** Members of a timeline; settings of how it is shown are none of it. */
    private static final Set<String> MEMBERS = Set.of("title", "events", "eras");

    private TimelineJsFile() {}

    /** Returns the slides of a timeline in JSON. */
    static Items read(UploadedFile file) {
        try (JsonStream values = new JsonStream(file, MEMBERS)) {
            boolean hasEvents = false;
            while (values.hasNext() && !hasEvents) {
                JsonStream.Value value = values.next();
                hasEvents = value.member().equals("events") && !value.pointer().equals("/events");
            }
            if (!hasEvents) {
                throw ProblemException.badRequest(
                        "unreadable-file", "A timeline of TimelineJS has a list of events, and this has none.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Items(
                null,
                null,
                () -> new ItemIterator<>(new JsonStream(file, MEMBERS), TimelineJsFile::item),
                null,
                List.of());
    }

    private static Item item(JsonStream.Value value) {
        Item item = new Item(value.pointer());
        return switch (value.member()) {
            case "events" -> slide(item, value.node());
            case "title" -> item.refuse("is the title of the timeline; PUT /v1/timelines/{timeline} says it here");
            case "eras" -> item.refuse("is an era, which is no event");
            default -> item.refuse("is no slide");
        };
    }

    private static Item slide(Item item, JsonNode slide) {
        String headline = text(slide.at("/text/headline"));
        String html = slide.at("/text/text").asText();
        String occurred = SlideDate.edtf(item, parts(slide.path("start_date")), parts(slide.path("end_date")));
        fill(item, headline, html, occurred);
        String uniqueId = slide.path("unique_id").asText("");
        if (uniqueId.isBlank()) {
            identify(item, headline, occurred, slide::toString);
        } else {
            item.identity(uniqueId, uniqueId + " " + Identity.digest(slide.toString()));
        }
        media(item, slide.path("media"));
        for (JsonNode date : List.of(slide, slide.path("start_date"), slide.path("end_date"))) {
            leftOut(item, "display_date", date.path("display_date").asText(""));
        }
        leftOut(item, "background", slide.at("/background/url").asText(""));
        item.tags(List.of(text(slide.path("group"))));
        AnnalsExtension.restoreUnedited(item, slide.path("_annals"));
        return item;
    }

    /** Fills in the texts: where there is no headline, the title is the beginning of the text. */
    private static void fill(Item item, String headline, String html, @Nullable String occurred) {
        item.text(headline, plain(html)).occurred(occurred);
        links(item, html);
    }

    private static void media(Item item, JsonNode media) {
        String url = media.path("url").asText("");
        String link = media.path("link").asText("");
        String caption = media.path("caption").asText("");
        String credit = media.path("credit").asText("");
        media(item, url, link, caption, credit, media.path("alt").asText(""));
        leftOut(item, "thumbnail", media.path("thumbnail").asText(""));
    }

    private static void media(Item item, String url, String link, String caption, String credit, String alt) {
        String address = MediaKind.address(url);
        if (!address.isEmpty()) {
            item.source(address, plain(caption), plain(credit), null);
        }
        // An article or a post that is shown is a source, and nothing to be looked at by itself.
        if (address.isEmpty() || !alt.isBlank() || MediaKind.of(null, address).isPresent()) {
            item.media(url, null, alt, plain(caption), plain(credit), null);
        }
        if (!link.isBlank()) {
            item.link(new HtmlText.Link(link.strip(), ""));
        }
        links(item, caption);
        links(item, credit);
    }

    private static void links(Item item, String html) {
        if (html.indexOf('<') >= 0) {
            item.linksOf(HtmlText.of(html, ""));
        }
    }

    private static void leftOut(Item item, String name, String value) {
        if (!value.isBlank()) {
            item.note(name + " '" + Item.shortened(value.strip()) + "' was left out");
        }
    }

    private static String[] parts(JsonNode date) {
        String[] parts = new String[] {part(date, "year"), part(date, "month"), part(date, "day"), part(date, "hour")};
        if (!parts[3].isEmpty() && !part(date, "minute").isEmpty()) {
            String second = part(date, "second");
            // The last part may have a half of the day behind it.
            parts[3] += ":" + part(date, "minute") + (second.isEmpty() ? "" : ":" + second);
        }
        return parts;
    }

    private static String part(JsonNode date, String name) {
        return date.path(name)
                .asText("")
                .strip()
                .replaceFirst("^(\\d+)\\.0+$", "$1")
                .replaceFirst("^null$", "");
    }

    /** Returns the item of a row of the spreadsheet. */
    static Item item(Row row) {
        Item item = row.item();
        String kind = row.cell("type");
        if (kind.equalsIgnoreCase("title") || kind.equalsIgnoreCase("era")) {
            return item.refuse("is of the type " + kind + ", which is no event");
        }
        String headline = plain(row.cell("headline"));
        String occurred = SlideDate.edtf(item, parts(row, ""), parts(row, "end "));
        fill(item, headline, row.cell("text"), occurred);
        identify(item, headline, occurred, () -> new TreeMap<>(row.cells()).toString());
        media(
                item,
                row.cell("media"),
                row.cell("link"),
                row.cell("media caption"),
                row.cell("media credit"),
                row.cell("alt text").isEmpty() ? row.cell("media alt text") : row.cell("alt text"));
        leftOut(item, "display date", row.cell("display date"));
        leftOut(item, "media thumbnail", row.cell("media thumbnail"));
        leftOut(item, "background", row.cell("background"));
        return item.tags(List.of(plain(row.cell("group"))));
    }

    private static String[] parts(Row row, String prefix) {
        return new String[] {
            row.cell(prefix + "year"), row.cell(prefix + "month"), row.cell(prefix + "day"), row.cell(prefix + "time")
        };
    }

    private static void identify(Item item, String headline, @Nullable String occurred, Supplier<String> content) {
        item.identityByTitle(headline.isBlank() ? item.data().path("title").asText("") : headline, occurred, content);
    }

    private static String text(JsonNode html) {
        return plain(html.asText(""));
    }

    /** Most texts have no markup, and need no parser. */
    private static String plain(String html) {
        return html.indexOf('<') < 0 && html.indexOf('&') < 0 ? Whitespace.collapsed(html) : PlainText.of(html);
    }
}
