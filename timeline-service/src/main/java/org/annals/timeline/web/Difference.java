// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.annals.timeline.event.JsonDifference;
import org.annals.timeline.export.Item;

/**
 * What a correction changed, as it is read: what was struck out and what was put in, field by field.
 *
 * @param complete false where the page had no room for all fields
 */
public record Difference(List<Row> rows, boolean complete) {

    /** One field. */
    public record Row(String field, List<WordDifference.Piece> pieces) {}

    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("occurred", "Date"),
            Map.entry("actors", "Who"),
            Map.entry("places", "Where"),
            Map.entry("sources", "Source"),
            Map.entry("quotes", "Quote"),
            Map.entry("media", "Media"),
            Map.entry("alt", "description"),
            Map.entry("links", "Link"),
            Map.entry("tags", "Tag"),
            Map.entry("translations", "Translation"),
            Map.entry("archivedUrl", "archived at"),
            Map.entry("claimedBy", "claimed by"));

    private static final String DATE = "/occurred";

    /** What a row costs beside its texts. */
    private static final int ROW_CHARACTERS = 100;

    static Difference between(Item before, Item after, DifferenceBudget budget) {
        List<Row> rows = new ArrayList<>();
        boolean complete = true;
        if (!before.event().type().equals(after.event().type())) {
            rows.add(new Row(
                    "Type",
                    WordDifference.between(before.event().type(), after.event().type(), budget.words())));
        }
        for (JsonNode change : JsonDifference.between(before.data(), after.data(), budget.values())) {
            String path = change.path("path").asText();
            String struck = switch (change.path("op").asText()) {
                case "add" -> "";
                case "remove" -> text(path, change.path("value"));
                default -> text(path, change.path("fromValue"));
            };
            String inserted = change.path("op").asText().equals("remove") ? "" : text(path, change.path("value"));
            if (budget.characters().take(ROW_CHARACTERS + path.length() + struck.length() + inserted.length())) {
                rows.add(row(path, struck, inserted, budget));
            } else {
                complete = false;
            }
        }
        return new Difference(rows, complete);
    }

    private static Row row(String path, String before, String after, DifferenceBudget budget) {
        boolean whole = path.equals(DATE) || path.equals("/status") || path.equals("/phase");
        return new Row(
                field(path),
                whole ? WordDifference.whole(before, after) : WordDifference.between(before, after, budget.words()));
    }

    /** A pointer such as /sources/0/url in words: Source 1, url. */
    private static String field(String pointer) {
        StringBuilder words = new StringBuilder();
        for (String part : pointer.substring(1).split("/", -1)) {
            String name = part.replace("~1", "/").replace("~0", "~");
            if (name.matches("[0-9]{1,9}")) {
                words.append(' ').append(Integer.parseInt(name) + 1);
            } else {
                words.append(words.isEmpty() ? "" : ", ").append(FIELDS.getOrDefault(name, name));
            }
        }
        return words.isEmpty() ? "All" : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String text(String path, JsonNode value) {
        if (path.equals(DATE) && value.isTextual()) {
            return Item.inWords(value.textValue());
        }
        if (value.isValueNode()) {
            return value.asText();
        }
        Map<String, String> leaves = new LinkedHashMap<>();
        collect("", value, leaves);
        return String.join(", ", leaves.values());
    }

    private static void collect(String name, JsonNode value, Map<String, String> leaves) {
        if (value.isValueNode()) {
            leaves.put(name, value.asText());
        } else if (value.isArray()) {
            value.forEach(element -> collect(name + "/" + leaves.size(), element, leaves));
        } else {
            value.properties().forEach(field -> collect(name + "/" + field.getKey(), field.getValue(), leaves));
        }
    }
}
