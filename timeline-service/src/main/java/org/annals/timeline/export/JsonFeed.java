// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.export;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/** JSON Feed 1.1: see <a href="https://www.jsonfeed.org/version/1.1/">its specification</a>. */
final class JsonFeed implements Export {

    private final JsonExport json;

    JsonFeed(OutputStream out) throws IOException {
        this.json = new JsonExport(out);
    }

    @Override
    public void begin(Heading heading) throws IOException {
        json.object()
                .text("version", "https://jsonfeed.org/version/1.1")
                .text("title", heading.title())
                .text("description", heading.description())
                .text("home_page_url", heading.home())
                .text("feed_url", heading.self())
                .array("items");
    }

    @Override
    public void add(Item item) throws IOException {
        List<String> sources = item.sourceUrls();
        json.object()
                .text("id", item.urn())
                .text("url", item.page())
                .text("external_url", sources.isEmpty() ? null : sources.get(0))
                .text("title", item.title())
                .text("content_text", item.dated().isEmpty() ? item.title() : item.dated())
                .text("language", item.text("language"))
                .text("date_published", Json.time(item.event().recorded()))
                .text("date_modified", Json.time(item.event().revised()))
                .text("image", image(item))
                .texts("tags", item.tags());
        attachments(item.media());
        ObjectNode whole = item.whole();
        json.array("authors")
                .object()
                .text("name", item.event().source())
                .end()
                .end()
                .object("_annals")
                .text("timeline", item.event().timeline())
                .text("type", item.event().type())
                .text("source", item.event().source())
                .text("id", item.event().id())
                .text("time", whole.path("time").asText())
                .text("occurred", item.occurred())
                .text("status", item.text("status"))
                .number("sequence", item.event().sequence())
                .number("revision", item.event().revision())
                .flag("retracted", item.event().retracted())
                .tree("data", item.data())
                .end()
                .end();
    }

    private static @Nullable String image(Item item) {
        return item.media().stream()
                .filter(Medium::isImage)
                .map(Medium::url)
                .findFirst()
                .orElse(null);
    }

    private void attachments(List<Medium> media) throws IOException {
        if (media.isEmpty()) {
            return;
        }
        json.array("attachments");
        for (Medium medium : media) {
            json.object()
                    .text("url", medium.url())
                    .text("mime_type", medium.contentType())
                    .text("title", medium.label().equals(medium.url()) ? "" : medium.label())
                    .end();
        }
        json.end();
    }

    @Override
    public void end(@Nullable URI next) throws IOException {
        json.end().text("next_url", next).end().close();
    }
}
