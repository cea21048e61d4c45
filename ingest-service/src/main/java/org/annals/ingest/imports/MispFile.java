// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Reads events of MISP: each event, and of its objects and attributes those that say when they were first seen, as parts of
 * it.
 */
final class MispFile {

    private static final int MICROS_LENGTH = 15;
    private static final Set<String> LINKS = Set.of("link");

    private final List<Item> items = new ArrayList<>();

    private MispFile() {}

    static Items read(byte[] bytes) {
        JsonNode root = JsonReader.read(bytes, bytes.length);
        boolean isResponse = root.has("response");
        JsonNode list = isResponse ? root.get("response") : root;
        MispFile file = new MispFile();
        if (list.isArray()) {
            int index = 0;
            for (JsonNode one : list) {
                file.add((isResponse ? "/response/" : "/") + index++, one);
            }
        } else {
            file.add(isResponse ? "/response" : "", list);
        }
        return new Items(null, file.items);
    }

    private void add(String where, JsonNode holder) {
        JsonNode event = holder.path("Event");
        if (!event.isObject()) {
            throw ProblemException.badRequest(
                    "unreadable-file",
                    "A file of MISP has a member Event" + (where.isEmpty() ? "" : " in " + where)
                            + ", and this has none.");
        }
        Item item = new Item(where + "/Event");
        items.add(item);
        String uuid = JsonFields.text(event, "uuid");
        item.identity(uuid.isEmpty() ? JsonFields.text(event, "id") : uuid)
                .text(JsonFields.text(event, "info"), report(event))
                .occurred(DateReader.read(JsonFields.text(event, "date")))
                .actor(JsonFields.text(event.path("Orgc"), "name"), "organization", "reporter")
                .tags(tags(event));
        details(item, event, List.of("threat_level_id", "analysis", "distribution"));
        int undated = addAttributes(item, where + "/Event/Attribute", event.path("Attribute"), uuid);
        int index = 0;
        for (JsonNode object : event.path("Object")) {
            undated += addObject(item, where + "/Event/Object/" + index++, object, uuid);
        }
        if (undated > 0) {
            item.note(undated + " attributes and objects without first_seen were left out");
        }
    }

    private static String report(JsonNode event) {
        List<String> texts = new ArrayList<>();
        for (JsonNode report : event.path("EventReport")) {
            texts.add(JsonFields.text(report, "name") + "\n\n" + JsonFields.text(report, "content"));
        }
        return String.join("\n\n", texts).strip();
    }

    /** Adds an item for each attribute that has a date; returns the number of those that have none. */
    private int addAttributes(Item event, String where, JsonNode attributes, String partOf) {
        int undated = 0;
        int index = 0;
        for (JsonNode attribute : attributes) {
            String place = where + "/" + index++;
            String value = JsonFields.text(attribute, "value");
            if (LINKS.contains(JsonFields.text(attribute, "type"))) {
                event.link(new HtmlText.Link(value, JsonFields.text(attribute, "comment")));
            } else if (JsonFields.text(attribute, "first_seen").isEmpty()) {
                undated++;
            } else {
                Item item = dated(place, attribute, partOf);
                item.text(JsonFields.text(attribute, "type") + ": " + value, JsonFields.text(attribute, "comment"));
                details(item, attribute, List.of("type", "category", "value", "to_ids", "object_relation"));
            }
        }
        return undated;
    }

    private int addObject(Item event, String where, JsonNode object, String partOf) {
        JsonNode attributes = object.path("Attribute");
        if (JsonFields.text(object, "first_seen").isEmpty()) {
            return 1 + addAttributes(event, where + "/Attribute", attributes, partOf);
        }
        List<String> lines = new ArrayList<>();
        for (JsonNode attribute : attributes) {
            lines.add(JsonFields.text(attribute, "object_relation") + ": " + JsonFields.text(attribute, "value"));
        }
        Item item = dated(where, object, partOf);
        String comment = JsonFields.text(object, "comment");
        String name = JsonFields.text(object, "name");
        String title = comment.isEmpty() && !lines.isEmpty() ? name + ": " + lines.get(0) : name + ": " + comment;
        item.text(comment.isEmpty() && lines.isEmpty() ? name : title, String.join("\n", lines));
        details(item, object, List.of("name", "meta-category"));
        int index = 0;
        for (JsonNode attribute : attributes) {
            if (!JsonFields.text(attribute, "first_seen").isEmpty()) {
                Item part = dated(where + "/Attribute/" + index, attribute, partOf);
                part.text(
                        JsonFields.text(attribute, "type") + ": " + JsonFields.text(attribute, "value"),
                        JsonFields.text(attribute, "comment"));
            }
            index++;
        }
        return 0;
    }

    private Item dated(String where, JsonNode of, String partOf) {
        Item item = new Item(where);
        items.add(item);
        item.identity(JsonFields.text(of, "uuid")).tags(tags(of));
        String last = JsonFields.text(of, "last_seen");
        WrittenDate end = date(last);
        if (end == null && !last.isEmpty()) {
            item.note("last_seen '" + Item.shortened(last) + "' can't be read and was left out");
        }
        item.occurred(date(JsonFields.text(of, "first_seen")), end);
        return partOf.isEmpty() ? item : item.partOf(partOf);
    }

    /** Some versions write microseconds or seconds since 1970. */
    private static @Nullable WrittenDate date(String written) {
        if (!written.matches("\\d{9,17}")) {
            return DateReader.read(written);
        }
        try {
            long number = Long.parseLong(written);
            Instant instant = written.length() < MICROS_LENGTH
                    ? Instant.ofEpochSecond(number)
                    : Instant.ofEpochSecond(number / 1_000_000, number % 1_000_000 * 1000);
            return DateReader.read(instant.toString());
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static List<String> tags(JsonNode of) {
        List<String> tags = new ArrayList<>();
        of.path("Tag").forEach(tag -> tags.add(JsonFields.text(tag, "name")));
        return tags;
    }

    private static void details(Item item, JsonNode of, List<String> names) {
        ObjectNode details = item.data().objectNode();
        for (String name : names) {
            if (of.hasNonNull(name)) {
                details.set(name, of.get(name));
            }
        }
        if (!details.isEmpty()) {
            item.data().set("details", details);
        }
    }
}
