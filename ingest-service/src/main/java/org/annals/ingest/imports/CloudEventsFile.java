// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;

/** CloudEvents as JSON, one a line, as a timeline is exported with its history. The last revision of an event counts. */
final class CloudEventsFile {

    /** An event at its last revision so far. */
    private record Latest(String where, JsonNode first, JsonNode last, int revisions) {}

    private CloudEventsFile() {}

    static Items read(byte[] bytes) {
        Map<List<String>, Latest> events = new LinkedHashMap<>();
        int number = 0;
        for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
            number++;
            if (!line.isBlank()) {
                add(events, "line " + number, line);
            }
        }
        return new Items(
                null, events.values().stream().map(CloudEventsFile::item).toList());
    }

    private static void add(Map<List<String>, Latest> events, String where, String line) {
        byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
        JsonNode message;
        try {
            message = JsonReader.read(bytes, bytes.length);
        } catch (ProblemException e) {
            throw ProblemException.badRequest(
                    "unreadable-file", "The file has a " + where + " that is no JSON: " + e.getMessage());
        }
        String id = text(message, "id");
        for (String reference : List.of("corrects", "retracts")) {
            id = text(message, reference).isEmpty() ? id : text(message, reference);
        }
        Latest before = events.get(List.of(text(message, "source"), id));
        events.put(
                List.of(text(message, "source"), id),
                before == null
                        ? new Latest(where, message, message, 1)
                        : new Latest(before.where, before.first, message, before.revisions + 1));
    }

    private static Item item(Latest event) {
        boolean isRetracted = event.last.has("retracts");
        String id = text(event.first, "corrects");
        ObjectNode whole = JsonNodeFactory.instance
                .objectNode()
                .put("source", text(event.first, "source"))
                .put("id", id.isEmpty() ? text(event.first, "id") : id)
                .put("type", text(event.last, "type"))
                .put("retracted", isRetracted);
        if (event.last.has("time")) {
            whole.put("time", text(event.last, "time"));
        }
        whole.set("data", event.last.path("data"));
        Item item = new Item(event.where);
        AnnalsExtension.restore(item, whole);
        if (item.ownSource() == null) {
            return item.refuse("is no CloudEvent with a source, an id, a type and data");
        }
        if (event.revisions > 1 && !isRetracted) {
            item.note("has " + event.revisions + " revisions, of which the last one was taken");
        }
        return item;
    }

    private static String text(JsonNode message, String name) {
        return message.path(name).asText("");
    }
}
