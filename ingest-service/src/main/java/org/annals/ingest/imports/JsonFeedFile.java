package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** JSON Feed, version 1 and 1.1. */
final class JsonFeedFile {

    private JsonFeedFile() {}

    static Items read(byte[] bytes) {
        JsonNode feed = JsonReader.read(bytes, bytes.length);
        if (!feed.path("items").isArray()) {
            throw ProblemException.badRequest("unreadable-file", "A JSON Feed has a list of items, and this has none.");
        }
        List<Item> items = new ArrayList<>();
        for (JsonNode item : feed.get("items")) {
            items.add(article(item, feed).toItem("/items/" + items.size(), text(feed, "title")));
        }
        return new Items(
                Article.source(
                        feed.path("feed_url").asText(),
                        feed.path("home_page_url").asText()),
                items);
    }

    private static Article article(JsonNode item, JsonNode feed) {
        JsonNode authors = item.has("authors") ? item.get("authors") : item.path("author");
        List<String> names = new ArrayList<>();
        if (authors.isArray()) {
            authors.forEach(author -> names.add(text(author, "name")));
        } else {
            names.add(text(authors, "name"));
        }
        List<String> tags = new ArrayList<>();
        item.path("tags").forEach(tag -> tags.add(tag.asText()));
        return new Article(
                text(item, "id"),
                text(item, "title"),
                content(item),
                item.has("url") ? text(item, "url") : text(item, "external_url"),
                Dates.iso(text(item, item.has("date_published") ? "date_published" : "date_modified")),
                names,
                tags,
                language(item, feed));
    }

    private static String content(JsonNode item) {
        if (item.hasNonNull("summary")) {
            return text(item, "summary");
        }
        return item.hasNonNull("content_text") ? text(item, "content_text") : PlainText.of(text(item, "content_html"));
    }

    private static @Nullable String language(JsonNode item, JsonNode feed) {
        return item.has("language") ? text(item, "language") : text(feed, "language");
    }

    private static String text(JsonNode object, String name) {
        return object.path(name).asText("");
    }
}
