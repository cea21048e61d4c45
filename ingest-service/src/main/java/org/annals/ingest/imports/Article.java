package org.annals.ingest.imports;

import java.util.List;
import org.annals.ingest.data.Rules;
import org.jspecify.annotations.Nullable;

/** An entry of a feed, of whatever kind. Its texts are plain. */
record Article(
        @Nullable String identity,
        String title,
        String text,
        @Nullable String url,
        @Nullable String published,
        List<String> authors,
        List<String> tags,
        @Nullable String language) {

    Item toItem(String where, String publisher) {
        Item item = new Item(where)
                .text(title, text)
                .occurred(published)
                .language(language)
                .source(url, "", publisher, published)
                .tags(tags);
        authors.forEach(author -> item.actor(author, "person", "author"));
        if (identity != null && !identity.isBlank()) {
            return item.identity(identity);
        }
        if (url != null && !url.isBlank()) {
            return item.identity(url);
        }
        return item.identity(title).note("has neither id nor address, and is known by its title");
    }

    /** What a feed calls itself, where events can have it as their source. */
    static @Nullable String source(@Nullable String... names) {
        for (String name : names) {
            if (name != null && !name.isBlank() && Rules.uriReference(name.strip()) == null) {
                return name.strip();
            }
        }
        return null;
    }
}
