// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;
import org.annals.ingest.data.Rules;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a feed, whose identity depends on the other entries: an id or a link that several of them have is none.
 *
 * @param id that the feed gives to it; empty where it gives none
 * @param link to its page; empty where there is none
 * @param version by which entries with one id and one link are ordered; null where they are different entries
 */
record Article(Item item, String id, String link, @Nullable Instant version) {

    /** Returns the items in their order, each with its identities. Older versions and repeated entries are refused. */
    static List<Item> items(List<Article> articles, String site) {
        refuseOlder(articles);
        Map<List<Object>, Item> contents = new HashMap<>();
        for (Article article : articles) {
            Item item = article.item();
            if (item.refusal() == null && item.ownSource() == null) {
                String name = article.name(site);
                Item same = contents.putIfAbsent(List.of(name, item.data(), String.valueOf(item.time())), item);
                if (same != null) {
                    item.refuse("is the same item as " + same.where());
                } else {
                    identify(item, name, article.id().isBlank());
                }
            }
        }
        return articles.stream().map(Article::item).toList();
    }

    private static void identify(Item item, String name, boolean isLink) {
        String dated =
                (name + " " + moment(item) + " " + item.data().path("title").asText()).strip();
        String full = dated + " " + Identity.digest(item.data().toString());
        if (name.isEmpty()) {
            item.identity(dated, full)
                    .note("has neither id nor address of its own, and is known by its title and date");
        } else if (isLink) {
            item.identityByAddress(name, dated, full);
        } else {
            item.identity(name, dated, full);
        }
    }

    /** A link to the whole site names no entry of it. */
    private String name(String site) {
        return !id.isBlank()
                ? id.strip()
                : link.isBlank() || withoutSlash(link).equals(withoutSlash(site)) ? "" : link.strip();
    }

    private static String withoutSlash(String url) {
        return url.strip().replaceAll("/$", "");
    }

    private static void refuseOlder(List<Article> articles) {
        Map<List<String>, Article> newest = new HashMap<>();
        for (Article article : articles) {
            if (article.version() != null
                    && !article.id().isBlank()
                    && article.item().refusal() == null) {
                newest.merge(
                        List.of(article.id(), article.link()),
                        article,
                        BinaryOperator.maxBy(Comparator.comparing(one -> Objects.requireNonNull(one.version()))));
            }
        }
        for (Article article : articles) {
            Article latest = newest.get(List.of(article.id(), article.link()));
            if (latest != null
                    && article.version() != null
                    && !article.version().equals(latest.version())
                    && article.item().refusal() == null) {
                article.item().refuse("is an older version of " + latest.item().where());
            }
        }
    }

    /** Returns the date as text; times that are the same instant have one text. */
    private static String moment(Item item) {
        String written = item.time() == null ? item.data().path("occurred").asText() : item.time();
        try {
            return OffsetDateTime.parse(written).toInstant().toString();
        } catch (DateTimeParseException e) {
            return written;
        }
    }

    /** Returns the first name of a feed that can be the source of its events; null where none can. */
    static @Nullable String source(@Nullable String... names) {
        for (String name : names) {
            if (name != null && !name.isBlank() && Rules.uriReference(name.strip()) == null) {
                return name.strip();
            }
        }
        return null;
    }
}
