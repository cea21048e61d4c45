// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;

/** Reads bundles of STIX 2.1 and 2.0: the objects that say when something happened, was seen or was written. */
final class StixFile {

    /** Members with the start and the end of what an object is about. */
    private static final Map<String, List<String>> DATES = Map.ofEntries(
            Map.entry("sighting", List.of("first_seen", "last_seen")),
            Map.entry("observed-data", List.of("first_observed", "last_observed")),
            Map.entry("campaign", List.of("first_seen", "last_seen")),
            Map.entry("intrusion-set", List.of("first_seen", "last_seen")),
            Map.entry("infrastructure", List.of("first_seen", "last_seen")),
            Map.entry("malware", List.of("first_seen", "last_seen")),
            Map.entry("threat-actor", List.of("first_seen", "last_seen")),
            Map.entry("malware-analysis", List.of("analysis_started", "analysis_ended")),
            Map.entry("report", List.of("published", "")),
            Map.entry("indicator", List.of("valid_from", "valid_until")),
            Map.entry("relationship", List.of("start_time", "stop_time")),
            Map.entry("network-traffic", List.of("start", "end")),
            Map.entry("email-message", List.of("date", "")),
            Map.entry("process", List.of("created_time", "")),
            Map.entry("file", List.of("mtime", "")),
            Map.entry("directory", List.of("mtime", "")),
            Map.entry("user-account", List.of("account_created", "account_expires")),
            Map.entry("windows-registry-key", List.of("modified_time", "")),
            Map.entry("x509-certificate", List.of("validity_not_before", "validity_not_after")));

    /** Of these the day on which they were written is a date as well. */
    private static final Set<String> WRITTEN = Set.of("incident", "report", "note", "opinion", "grouping", "sighting");

    private static final List<String> TITLES = List.of(
            "name",
            "abstract",
            "subject",
            "value",
            "path",
            "key",
            "command_line",
            "user_id",
            "display_name",
            "product");
    private static final List<String> TEXTS = List.of("description", "content", "explanation", "body");
    private static final List<String> TAGS = List.of(
            "labels",
            "report_types",
            "indicator_types",
            "malware_types",
            "threat_actor_types",
            "infrastructure_types",
            "incident_types");

    private final Map<String, JsonNode> newest = new HashMap<>();
    private final Map<String, Set<String>> reports = new HashMap<>();

    private StixFile() {}

    static Items read(byte[] bytes) {
        JsonNode bundle = JsonReader.read(bytes, bytes.length);
        if (!bundle.path("objects").isArray()) {
            throw ProblemException.badRequest(
                    "unreadable-file", "A bundle of STIX has a list of objects, and this has none.");
        }
        return new Items(null, new StixFile().items(bundle.get("objects")));
    }

    private List<Item> items(JsonNode objects) {
        for (JsonNode object : objects) {
            String id = JsonFields.text(object, "id");
            JsonNode other = newest.get(id);
            if (other == null || modified(object).isAfter(modified(other))) {
                newest.put(id, object);
            }
        }
        for (JsonNode object : newest.values()) {
            if (Set.of("report", "grouping").contains(JsonFields.text(object, "type"))) {
                String id = JsonFields.text(object, "id");
                JsonFields.texts(object, "object_refs")
                        .forEach(part -> reports.computeIfAbsent(part, of -> new LinkedHashSet<>())
                                .add(id));
            }
        }
        List<Item> items = new ArrayList<>();
        for (JsonNode object : objects) {
            items.add(item("/objects/" + items.size(), object));
        }
        return items;
    }

    private static Instant modified(JsonNode object) {
        WrittenDate date = DateReader.read(JsonFields.first(object, List.of("modified", "created")));
        Instant instant = date == null ? null : date.earliest();
        return instant == null ? Instant.MIN : instant;
    }

    private Item item(String where, JsonNode object) {
        Item item = new Item(where);
        String type = JsonFields.text(object, "type");
        String id = JsonFields.text(object, "id");
        item.identity(id);
        if (object.path("revoked").asBoolean()) {
            item.refuse("was revoked by its author");
        }
        if (!object.equals(newest.get(id))) {
            item.refuse("is an older version of another object of the file");
        }
        date(item, object, type);
        item.text(title(object, type), JsonFields.first(object, TEXTS)).language(JsonFields.text(object, "lang"));
        actors(item, object);
        sources(item, object);
        for (String list : TAGS) {
            item.tags(JsonFields.texts(object, list));
        }
        reports.getOrDefault(id, Set.of()).forEach(item::partOf);
        details(item, object, type);
        return item;
    }

    private static void date(Item item, JsonNode object, String type) {
        List<String> names = DATES.getOrDefault(type, List.of("", ""));
        String first = JsonFields.text(object, names.get(0));
        String last = JsonFields.text(object, names.get(1));
        WrittenDate start = DateReader.read(first.isEmpty() ? last : first);
        WrittenDate end = DateReader.read(last);
        if (start == null && !first.isEmpty()) {
            item.refuse("has a date that can't be read: " + names.get(0) + " '" + Item.shortened(first) + "'");
        } else if (start != null) {
            if (end == null && !last.isEmpty()) {
                item.note(names.get(1) + " '" + Item.shortened(last) + "' can't be read and was left out");
            }
            item.occurred(start, end);
        } else if (WRITTEN.contains(type)) {
            item.occurred(DateReader.read(JsonFields.text(object, "created")))
                    .note("its date is the one on which it was written");
        } else {
            item.refuse(
                    type.isEmpty()
                            ? "is no object of STIX"
                            : "is a " + Item.shortened(type) + " without a date of its own");
        }
    }

    private String title(JsonNode object, String type) {
        String named = JsonFields.first(object, TITLES);
        return switch (type) {
            case "sighting" -> "Sighting of " + name(JsonFields.text(object, "sighting_of_ref"));
            case "relationship" ->
                name(JsonFields.text(object, "source_ref")) + " "
                        + JsonFields.text(object, "relationship_type") + " "
                        + name(JsonFields.text(object, "target_ref"));
            case "observed-data" -> "Observed: " + observed(object);
            case "indicator" -> named.isEmpty() ? JsonFields.text(object, "pattern") : named;
            case "opinion" -> "Opinion: " + JsonFields.text(object, "opinion");
            case "network-traffic" ->
                "Traffic from " + name(JsonFields.text(object, "src_ref")) + " to "
                        + name(JsonFields.text(object, "dst_ref"));
            default -> named.isEmpty() && JsonFields.first(object, TEXTS).isEmpty() ? type : named;
        };
    }

    private String observed(JsonNode object) {
        List<String> names = new ArrayList<>(
                JsonFields.texts(object, "object_refs").stream().map(this::name).toList());
        object.path("objects").forEach(one -> names.add(named(one)));
        return names.isEmpty() ? "data" : String.join(", ", names);
    }

    private String name(String id) {
        JsonNode object = newest.get(id);
        if (object != null) {
            return named(object);
        }
        return id.isEmpty() ? "something" : id.contains("--") ? id.substring(0, id.indexOf("--")) : id;
    }

    private static String named(JsonNode object) {
        String named = JsonFields.first(object, TITLES);
        return named.isEmpty() ? JsonFields.text(object, "type") : named;
    }

    private void actors(Item item, JsonNode object) {
        actor(item, JsonFields.text(object, "created_by_ref"), "reporter");
        JsonFields.texts(object, "where_sighted_refs").forEach(place -> {
            JsonNode location = newest.get(place);
            if (location != null && JsonFields.text(location, "type").equals("location")) {
                item.place(
                        JsonFields.first(location, List.of("name", "city", "administrative_area", "country", "region")),
                        location.path("latitude").isNumber()
                                ? location.path("latitude").doubleValue()
                                : null,
                        location.path("longitude").isNumber()
                                ? location.path("longitude").doubleValue()
                                : null);
            } else {
                actor(item, place, "place of the sighting");
            }
        });
    }

    private void actor(Item item, String id, String role) {
        JsonNode identity = newest.get(id);
        if (identity != null) {
            String kind = switch (JsonFields.text(identity, "identity_class")) {
                case "individual" -> "person";
                case "organization" -> "organization";
                default -> "other";
            };
            item.actor(JsonFields.text(identity, "name"), kind, role);
        }
    }

    private void sources(Item item, JsonNode object) {
        for (JsonNode reference : object.path("external_references")) {
            String title = JsonFields.first(reference, List.of("description", "external_id"));
            item.source(JsonFields.text(reference, "url"), title, JsonFields.text(reference, "source_name"), null);
        }
        if (object.path("confidence").isInt()) {
            String author = name(JsonFields.text(object, "created_by_ref"));
            if (newest.containsKey(JsonFields.text(object, "created_by_ref"))) {
                item.source(null, "", author, null);
                JsonNode sources = item.data().path("sources");
                if (sources.path(sources.size() - 1) instanceof ObjectNode source) {
                    source.put(
                            "credibility", credibility(object.path("confidence").asInt()));
                }
            }
        }
    }

    /** The scale of STIX for the credibility of the Admiralty code. */
    private static int credibility(int confidence) {
        return confidence >= 80 ? 1 : confidence >= 60 ? 2 : confidence >= 40 ? 3 : confidence >= 20 ? 4 : 5;
    }

    private static void details(Item item, JsonNode object, String type) {
        ObjectNode details = item.data().objectNode().put("type", type);
        for (String name :
                List.of("confidence", "count", "number_observed", "pattern", "pattern_type", "opinion", "context")) {
            if (object.hasNonNull(name)) {
                details.set(name, object.get(name));
            }
        }
        item.data().set("details", details);
        Set<String> rest = new LinkedHashSet<>();
        for (String name : List.of("kill_chain_phases", "granular_markings", "object_marking_refs", "extensions")) {
            if (object.hasNonNull(name)) {
                rest.add(name);
            }
        }
        if (!rest.isEmpty()) {
            item.note("left out: " + String.join(", ", rest));
        }
    }
}
