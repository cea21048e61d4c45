package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Timelines of Timesketch, as a table or as a JSON object a line. What was recorded does not change: its time, what the
 * time is of, and its words are its identity. All other columns become details.
 */
final class TimesketchFile {

    private static final List<String> REQUIRED = List.of("message", "timestamp_desc");
    private static final int MAX_DATE = 100;

    private TimesketchFile() {}

    static Items readTable(String text) {
        List<Item> items = new ArrayList<>();
        for (Table.Row row : Table.rows(text, REQUIRED)) {
            ObjectNode entry = JsonNodeFactory.instance.objectNode();
            row.cells().forEach(entry::put);
            items.add(fill(row.item(), entry));
        }
        return new Items(null, items);
    }

    static Items readLines(String text) {
        List<Item> items = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\r?\n", -1)) {
            number++;
            if (!line.isBlank()) {
                items.add(fill(new Item("line " + number), object(line, number)));
            }
        }
        return new Items(null, items);
    }

    private static ObjectNode object(String line, int number) {
        try {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            if (JsonReader.read(bytes, bytes.length) instanceof ObjectNode entry) {
                return entry;
            }
        } catch (ProblemException e) {
            throw ProblemException.badRequest("unreadable-file", "Line " + number + " of the file: " + e.getMessage());
        }
        throw ProblemException.badRequest("unreadable-file", "Line " + number + " of the file is no JSON object.");
    }

    private static Item fill(Item item, ObjectNode entry) {
        String message = entry.path("message").asText("").strip();
        String written = entry.path("datetime").asText("");
        String date = written.isBlank() ? timestamp(entry.path("timestamp").asText("")) : written;
        String kind = entry.path("timestamp_desc").asText("");
        item.identity(date + " " + kind + " " + message).text(message, message);
        if (date == null || date.length() > MAX_DATE || Dates.iso(date) == null) {
            return item.refuse("has no datetime of ISO 8601 that can be read");
        }
        if (Dates.exact(date) == null) {
            item.occurred(Dates.iso(date));
        } else {
            item.time(Dates.exact(date));
        }
        item.tags(tags(entry.path("tag")));
        ObjectNode details = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> column : entry.properties()) {
            if (!List.of("message", "datetime", "timestamp", "tag").contains(column.getKey())
                    && !column.getValue().isNull()) {
                details.set(column.getKey(), column.getValue());
            }
        }
        if (!details.isEmpty()) {
            item.data().set("details", details);
        }
        return item;
    }

    /** Microseconds since 1970. */
    private static @Nullable String timestamp(String micros) {
        try {
            return Instant.EPOCH
                    .plus(Long.parseLong(micros.strip()), ChronoUnit.MICROS)
                    .toString();
        } catch (NumberFormatException | DateTimeException | ArithmeticException e) {
            return null;
        }
    }

    /** A list; in a table, as Python writes one, or with commas. */
    private static List<String> tags(JsonNode tag) {
        List<String> tags = new ArrayList<>();
        if (tag.isArray()) {
            tag.forEach(one -> tags.add(one.asText()));
            return tags;
        }
        Arrays.stream(tag.asText("").replaceAll("[\\[\\]'\"]", "").split(",")).forEach(tags::add);
        return tags;
    }
}
