// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** JSON Feed, version 1 and 1.1. */
final class JsonFeedFile {

    private static final Set<String> READ = Set.of(
            "id",
            "url",
            "external_url",
            "title",
            "content_html",
            "content_text",
            "summary",
            "image",
            "banner_image",
            "date_published",
            "date_modified",
            "author",
            "authors",
            "tags",
            "language",
            "attachments",
            "_annals");

    private JsonFeedFile() {}

    static Items read(byte[] bytes) {
        JsonNode feed = JsonReader.read(bytes, bytes.length);
        if (!feed.path("items").isArray()) {
            throw ProblemException.badRequest("unreadable-file", "A JSON Feed has a list of items, and this has none.");
        }
        String publisher = JsonFields.text(feed, "title");
        List<Article> articles = new ArrayList<>();
        for (JsonNode item : feed.get("items")) {
            articles.add(article(item, feed, "/items/" + articles.size(), publisher));
        }
        String site = JsonFields.text(feed, "home_page_url");
        return new Items(Article.source(JsonFields.text(feed, "feed_url"), site), Article.items(articles, site));
    }

    private static Article article(JsonNode entry, JsonNode feed, String where, String publisher) {
        Item item = new Item(where);
        String url = JsonFields.first(entry, List.of("url", "external_url"));
        HtmlText text = content(item, entry, url);
        WrittenDate date = date(item, entry);
        item.text(JsonFields.text(entry, "title"), text.text())
                .language(
                        entry.hasNonNull("language")
                                ? JsonFields.text(entry, "language")
                                : JsonFields.text(feed, "language"))
                .source(url, "", publisher, date == null ? null : date.edtf())
                .tags(tags(entry));
        authors(item, entry.hasNonNull("authors") || entry.hasNonNull("author") ? entry : feed);
        if (!JsonFields.text(entry, "url").isEmpty()
                && !JsonFields.text(entry, "external_url").isEmpty()) {
            item.link(new HtmlText.Link(JsonFields.text(entry, "external_url"), ""));
        }
        item.linksOf(text);
        media(item, entry);
        noteRest(item, entry);
        AnnalsExtension.restore(item, entry.path("_annals"));
        return new Article(item, JsonFields.text(entry, "id"), url, null);
    }

    private static @Nullable WrittenDate date(Item item, JsonNode entry) {
        String unread = "";
        for (String name : List.of("date_published", "date_modified")) {
            String written = JsonFields.text(entry, name);
            WrittenDate date = DateReader.read(written);
            if (date != null) {
                if (!unread.isEmpty()) {
                    item.note("the date " + unread + " can't be read, and that of " + name + " was taken");
                }
                item.occurred(date);
                return date;
            }
            unread = written.isEmpty() ? unread : "'" + Item.shortened(written) + "'";
        }
        item.refuse(unread.isEmpty() ? "has no date" : "has no date that can be read, but " + unread);
        return null;
    }

    /** Takes the summary where there is one; of the full text beside it, the links and media. */
    private static HtmlText content(Item item, JsonNode entry, String base) {
        HtmlText html = HtmlText.of(JsonFields.text(entry, "content_html"), base);
        String plain = JsonFields.text(entry, "content_text");
        String full = plain.isEmpty() ? html.text() : plain;
        String summary = JsonFields.text(entry, "summary");
        if (!summary.isEmpty() && full.length() > summary.length()) {
            item.note("the full text was left out beside the summary; its links and media were taken");
        }
        return HtmlText.plain(summary.isEmpty() ? full : summary).with(html);
    }

    private static List<String> tags(JsonNode entry) {
        List<String> tags = new ArrayList<>();
        entry.path("tags").forEach(tag -> tags.add(tag.asText("")));
        return tags;
    }

    private static void authors(Item item, JsonNode of) {
        JsonNode authors = of.hasNonNull("authors") ? of.get("authors") : of.path("author");
        if (authors.isArray()) {
            authors.forEach(author -> item.actor(name(author), "person", "author"));
        } else {
            item.actor(name(authors), "person", "author");
        }
    }

    private static String name(JsonNode author) {
        return author.isTextual() ? author.asText() : JsonFields.text(author, "name");
    }

    private static void media(Item item, JsonNode entry) {
        for (String name : List.of("image", "banner_image")) {
            if (!JsonFields.text(entry, name).isEmpty()) {
                item.medium(Medium.of(JsonFields.text(entry, name), "image"));
            }
        }
        for (JsonNode attachment : entry.path("attachments")) {
            if (!JsonFields.text(attachment, "url").isEmpty()) {
                item.medium(Medium.of(JsonFields.text(attachment, "url"), JsonFields.text(attachment, "mime_type"), "")
                        .withCaption(JsonFields.text(attachment, "title")));
            }
        }
    }

    private static void noteRest(Item item, JsonNode entry) {
        List<String> rest = new ArrayList<>();
        entry.fieldNames().forEachRemaining(name -> {
            if (!READ.contains(name)) {
                rest.add(name);
            }
        });
        if (!rest.isEmpty()) {
            item.note("left out: " + Item.shortened(String.join(", ", rest)));
        }
    }
}
