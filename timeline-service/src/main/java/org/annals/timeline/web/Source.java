// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.annals.timeline.export.Item;
import org.annals.timeline.export.WebAddress;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Where something is known from.
 *
 * @param link null where there is no address that a reader may be sent to
 * @param grade the Admiralty code, such as C2; empty where neither half is given
 * @param gradeWords the same in words
 */
public record Source(
        String title,
        String publisher,
        @Nullable String link,
        @Nullable String archived,
        String published,
        String language,
        boolean disputes,
        String grade,
        String gradeWords) {

    private static final Map<String, String> RELIABILITY = Map.of(
            "A", "completely reliable source",
            "B", "usually reliable source",
            "C", "fairly reliable source",
            "D", "not usually reliable source",
            "E", "unreliable source",
            "F", "source that can't be judged");

    private static final List<String> CREDIBILITY = List.of(
            "claim confirmed by others",
            "probably true",
            "possibly true",
            "doubtful",
            "improbable",
            "claim that can't be judged");

    static Source of(JsonNode source) {
        String url = Json.string(source, "url");
        String publisher = Json.string(source, "publisher");
        String title = Json.string(source, "title");
        String named = title.isEmpty() ? publisher : title;
        String host = requireNonNullElse(WebAddress.host(url), url);
        String reliability = Json.string(source, "reliability");
        int credibility = source.path("credibility").asInt();
        String reliable = RELIABILITY.getOrDefault(reliability, "");
        String credible = credibility >= 1 && credibility <= CREDIBILITY.size() ? CREDIBILITY.get(credibility - 1) : "";
        return new Source(
                named.isEmpty() ? host : named,
                title.isEmpty() ? (named.isEmpty() || named.equalsIgnoreCase(host) ? "" : host) : publisher,
                WebAddress.of(url),
                WebAddress.of(Json.string(source, "archivedUrl")),
                Item.inWords(Json.string(source, "published")),
                Entry.language(Json.string(source, "language")),
                Json.string(source, "stance").equals("disputes"),
                (reliable.isEmpty() ? "" : reliability) + (credible.isEmpty() ? "" : credibility),
                reliable + (reliable.isEmpty() || credible.isEmpty() ? "" : ", ") + credible);
    }
}
