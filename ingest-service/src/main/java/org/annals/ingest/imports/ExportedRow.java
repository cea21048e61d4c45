// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.annals.ingest.imports.Table.Row;

/**
 * Row of a table that Annals has exported. The column {@code data} has the whole event; a column beside it that no longer
 * says the same was edited, and counts.
 */
final class ExportedRow {

    private static final String SEPARATOR = "; ";
    private static final String FORMULA = "=+-@\t\r";

    /** Columns with a text, by the names of their fields, which are the same. */
    private static final List<String> TEXTS = List.of("title", "summary", "occurred", "status", "phase");

    /** Columns with a list, and the field of its elements that they show. */
    private static final Map<String, String> LISTS =
            Map.of("actors", "name", "places", "name", "sources", "url", "media", "url", "tags", "");

    private ExportedRow() {}

    static Item item(Row row) {
        Item item = row.item();
        if (item.refusal() != null) {
            return item;
        }
        JsonNode data = AnnalsExtension.parsed(item, row.cell("data"));
        ObjectNode whole = JsonNodeFactory.instance
                .objectNode()
                .put("source", cell(row, "source"))
                .put("id", cell(row, "id"))
                .put("type", cell(row, "type"))
                .put("retracted", row.cell("retracted").toLowerCase(Locale.ROOT).equals("true"));
        whole.set("data", data instanceof ObjectNode ? data : JsonNodeFactory.instance.objectNode());
        if (!data.has("occurred")) {
            whole.put("time", cell(row, "occurred"));
        }
        AnnalsExtension.restore(item, whole);
        if (item.ownSource() == null) {
            return item.refuse("has no source, no id or no type; an exported table has all of them");
        }
        if (item.refusal() == null) {
            TEXTS.forEach(name -> text(item, name, cell(row, name), data));
            LISTS.forEach((name, field) -> list(item, name, field, cell(row, name)));
        }
        return item;
    }

    /** Returns a cell without the apostrophe that keeps spreadsheets from running it. */
    private static String cell(Row row, String column) {
        String cell = row.cell(column);
        return cell.length() > 1 && cell.charAt(0) == '\'' && FORMULA.indexOf(cell.charAt(1)) >= 0
                ? cell.substring(1)
                : cell;
    }

    private static void text(Item item, String name, String cell, JsonNode data) {
        String own = item.data().path(name).asText("");
        if (folded(own).equals(folded(cell)) || (name.equals("occurred") && !data.has(name))) {
            return;
        }
        if (cell.isBlank()) {
            item.data().remove(name);
        } else {
            item.data().put(name, cell);
        }
        if (data instanceof ObjectNode) {
            item.note(name + " was edited in the file, and was taken from there");
        }
    }

    /** Elements that are still named keep all that is known of them. */
    private static void list(Item item, String name, String field, String cell) {
        JsonNode own = item.data().path(name);
        List<String> shown = new ArrayList<>();
        own.forEach(element -> shown.add(value(element, field)));
        shown.removeIf(String::isEmpty);
        if (folded(String.join(SEPARATOR, shown)).equals(folded(cell))) {
            return;
        }
        ArrayNode edited = JsonNodeFactory.instance.arrayNode();
        for (String value : Arrays.asList(cell.split(";"))) {
            if (!value.isBlank()) {
                edited.add(element(own, field, value.strip()));
            }
        }
        if (edited.isEmpty()) {
            item.data().remove(name);
        } else {
            item.data().set(name, edited);
        }
        item.note(name + " was edited in the file, and was taken from there");
    }

    private static JsonNode element(JsonNode own, String field, String value) {
        for (JsonNode element : own) {
            if (value(element, field).strip().equals(value)) {
                return element;
            }
        }
        return field.isEmpty()
                ? JsonNodeFactory.instance.textNode(value)
                : JsonNodeFactory.instance.objectNode().put(field, value);
    }

    private static String value(JsonNode element, String field) {
        return field.isEmpty() ? element.asText("") : element.path(field).asText("");
    }

    private static String folded(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
