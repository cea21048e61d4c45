// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Reads entities of FollowTheMoney, one a line: those that have a date on which something happened. Lines with one id are
 * parts of one entity. Entities that an event names become its actors.
 */
final class FollowTheMoneyFile {

    private static final List<String> STARTS = List.of(
            "startDate",
            "date",
            "publishedAt",
            "authoredAt",
            "listingDate",
            "awardDate",
            "fileDate",
            "noticeDate",
            "createdAt");
    private static final List<String> ENDS = List.of("endDate", "closeDate");

    private static final Set<String> PERSONS = Set.of("Person");
    private static final Set<String> ORGANIZATIONS =
            Set.of("Company", "Organization", "PublicBody", "LegalEntity", "Thing");

    private static final List<String> TITLES = List.of("name", "title", "subject", "fileName");
    private static final List<String> TEXTS = List.of("description", "summary", "notes", "bodyText", "purpose");
    private static final List<String> TAGS = List.of("topics", "keywords");
    private static final List<String> ADDRESSES = List.of("sourceUrl", "url", "website");
    private static final List<String> PLACES = List.of("location", "address");
    private static final Set<String> READ = Set.of("publisher", "publisherUrl", "language", "latitude", "longitude");

    private final Map<String, ObjectNode> entities = new LinkedHashMap<>();
    private final Map<String, String> places = new LinkedHashMap<>();

    private FollowTheMoneyFile() {}

    static Items read(byte[] bytes) {
        FollowTheMoneyFile file = new FollowTheMoneyFile();
        String text = FileText.of(bytes);
        if (text.stripLeading().startsWith("[")) {
            int index = 0;
            for (JsonNode entity : JsonReader.read(bytes, bytes.length)) {
                file.merge("/" + index++, entity);
            }
        } else {
            int number = 0;
            for (String line : (Iterable<String>) text.lines()::iterator) {
                number++;
                if (!line.isBlank()) {
                    file.merge("line " + number, entity(line, number));
                }
            }
        }
        List<Item> items = new ArrayList<>();
        file.entities.forEach((id, entity) -> items.add(file.item(id, entity)));
        return new Items(null, items);
    }

    private static JsonNode entity(String line, int number) {
        try {
            byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
            return JsonReader.read(bytes, bytes.length);
        } catch (ProblemException e) {
            throw ProblemException.badRequest("unreadable-file", "Line " + number + " of the file: " + e.getMessage());
        }
    }

    private void merge(String where, JsonNode entity) {
        if (!(entity instanceof ObjectNode object) || !entity.path("properties").isObject()) {
            throw ProblemException.badRequest(
                    "unreadable-file",
                    "An entity of FollowTheMoney is an object with properties, and " + where + " is none.");
        }
        String id = JsonFields.text(entity, "id");
        ObjectNode known = entities.putIfAbsent(id.isEmpty() ? where : id, object);
        if (known == null) {
            places.put(id.isEmpty() ? where : id, where);
            return;
        }
        ObjectNode properties = (ObjectNode) known.get("properties");
        for (Map.Entry<String, JsonNode> property : entity.get("properties").properties()) {
            ArrayNode values = properties.withArray(property.getKey());
            property.getValue().forEach(value -> {
                if (!JsonFields.texts(properties, property.getKey()).contains(value.asText())) {
                    values.add(value);
                }
            });
        }
    }

    private Item item(String id, ObjectNode entity) {
        Item item = new Item(Objects.requireNonNull(places.get(id)));
        ObjectNode properties = (ObjectNode) entity.get("properties");
        String schema = JsonFields.text(entity, "schema");
        item.identity(id);
        Set<String> read = new HashSet<>(READ);
        date(item, properties, schema, read);
        item.text(title(entity, properties, schema, read), first(properties, TEXTS, read))
                .language(first(properties, List.of("language"), read));
        String place = first(properties, PLACES, read);
        item.place(place, number(properties, "latitude"), number(properties, "longitude"));
        for (String name : TAGS) {
            item.tags(JsonFields.texts(properties, name));
            read.add(name);
        }
        String publisher = first(properties, List.of("publisher"), read);
        for (String name : ADDRESSES) {
            JsonFields.texts(properties, name).forEach(url -> item.source(url, "", publisher, null));
            read.add(name);
        }
        if (!item.data().has("sources")) {
            item.source(
                    null,
                    "",
                    publisher.isEmpty() ? String.join(", ", JsonFields.texts(entity, "datasets")) : publisher,
                    null);
        }
        actors(item, properties, read);
        details(item, properties, schema, read);
        return item;
    }

    private static void date(Item item, ObjectNode properties, String schema, Set<String> read) {
        for (String name : STARTS) {
            List<String> written = JsonFields.texts(properties, name);
            if (written.isEmpty()) {
                continue;
            }
            WrittenDate start = earliest(written);
            if (start == null) {
                item.refuse("has a date that can't be read: " + name + " '" + Item.shortened(written.get(0)) + "'");
                return;
            }
            read.add(name);
            if (written.size() > 1) {
                item.note("of " + written.size() + " dates (" + name + ") the first was taken");
            }
            String end = name.equals("startDate") || name.equals("date") ? first(properties, ENDS, read) : "";
            if (!end.isEmpty() && DateReader.read(end) == null) {
                item.note("the end '" + Item.shortened(end) + "' can't be read and was left out");
            }
            item.occurred(start, DateReader.read(end));
            return;
        }
        item.refuse("is a " + (schema.isEmpty() ? "thing" : Item.shortened(schema))
                + " without a date on which it happened");
    }

    private static @Nullable WrittenDate earliest(List<String> written) {
        return written.stream()
                .map(DateReader::read)
                .filter(Objects::nonNull)
                .min(Comparator.comparing(WrittenDate::edtf))
                .orElse(null);
    }

    private String title(ObjectNode entity, ObjectNode properties, String schema, Set<String> read) {
        String named = first(properties, TITLES, read);
        if (!named.isEmpty()) {
            return named;
        }
        List<String> names = new ArrayList<>();
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            for (String value : JsonFields.texts(properties, property.getKey())) {
                ObjectNode other = entities.get(value);
                if (other != null) {
                    names.add(name(other));
                }
            }
        }
        String caption = JsonFields.text(entity, "caption");
        String sum = String.join(" ", JsonFields.texts(properties, "amount")) + " "
                + String.join(" ", JsonFields.texts(properties, "currency"));
        String parts = String.join(" – ", names) + (sum.isBlank() ? "" : " (" + sum.strip() + ")");
        return parts.isBlank() ? caption.isEmpty() ? schema : caption : schema + ": " + parts.strip();
    }

    private static String name(ObjectNode entity) {
        String caption = JsonFields.text(entity, "caption");
        List<String> names = JsonFields.texts(entity.path("properties"), "name");
        return !caption.isEmpty() ? caption : names.isEmpty() ? JsonFields.text(entity, "schema") : names.get(0);
    }

    private void actors(Item item, ObjectNode properties, Set<String> read) {
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            for (String value : JsonFields.texts(properties, property.getKey())) {
                ObjectNode other = entities.get(value);
                if (other != null) {
                    String schema = JsonFields.text(other, "schema");
                    String kind = PERSONS.contains(schema)
                            ? "person"
                            : ORGANIZATIONS.contains(schema) ? "organization" : "other";
                    item.actor(name(other), kind, property.getKey());
                    read.add(property.getKey());
                }
            }
        }
    }

    /** Keeps all other properties as they are. */
    private static void details(Item item, ObjectNode properties, String schema, Set<String> read) {
        ObjectNode details = item.data().objectNode().put("schema", schema);
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            if (!read.contains(property.getKey())) {
                details.set(property.getKey(), property.getValue());
            }
        }
        item.data().set("details", details);
    }

    /** Returns the first value of the first property that has one; the rest of its values stays a detail. */
    private static String first(ObjectNode properties, List<String> names, Set<String> read) {
        for (String name : names) {
            List<String> values = JsonFields.texts(properties, name);
            if (!values.isEmpty()) {
                if (values.size() == 1) {
                    read.add(name);
                }
                return values.get(0);
            }
        }
        return "";
    }

    private static @Nullable Double number(ObjectNode properties, String name) {
        List<String> values = JsonFields.texts(properties, name);
        return values.size() == 1 && values.get(0).matches("-?\\d{1,3}(\\.\\d{1,20})?")
                ? Double.valueOf(values.get(0))
                : null;
    }
}
