// SPDX-License-Identifier: Apache-2.0
package org.annals.local.publish;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.annals.local.client.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** One event in options instead of in a file. */
final class EventOptions {

    private static final String DEFAULT_SOURCE = "/annals/cli";
    private static final String RETRACTION_TYPE = "event.retracted";

    @Option(names = "--timeline", paramLabel = "NAME", description = "The timeline, as in amnesty-ukraine-2022.")
    private @Nullable String timeline;

    @Option(names = "--type", paramLabel = "TYPE", description = "Type of the event, as in report.issued.")
    private @Nullable String type;

    @Option(names = "--title", paramLabel = "TEXT", description = "What happened, in one sentence.")
    private @Nullable String title;

    @Option(
            names = "--occurred",
            paramLabel = "DATE",
            description = "When it happened, as exactly as is known, in EDTF: 2022-08-04, 2022-08, 2015~.")
    private @Nullable String occurred;

    @Option(names = "--summary", paramLabel = "TEXT", description = "More about it.")
    private @Nullable String summary;

    @Option(names = "--status", paramLabel = "STATUS", description = "claimed, reported, confirmed or disputed.")
    private @Nullable String status;

    @Option(names = "--actor", paramLabel = "NAME", description = "Who took part; may be repeated.")
    private List<String> actors = new ArrayList<>();

    @Option(names = "--tag", paramLabel = "WORD", description = "May be repeated.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--url", paramLabel = "URL", description = "Where it is reported; may be repeated.")
    private List<String> urls = new ArrayList<>();

    @Option(names = "--source", paramLabel = "URI", description = "Who publishes (default: " + DEFAULT_SOURCE + ").")
    private @Nullable String source;

    @Option(names = "--id", paramLabel = "ID", description = "Name of the event at its source (default: a UUID).")
    private @Nullable String id;

    @Option(
            names = "--corrects",
            paramLabel = "ID",
            description = "This replaces all that the event of the same source with this id says.")
    private @Nullable String corrects;

    @Option(
            names = "--retracts",
            paramLabel = "ID",
            description = "This withdraws the event of the same source with this id; needs --reason.")
    private @Nullable String retracts;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why the event is withdrawn.")
    private @Nullable String reason;

    boolean isGiven() {
        return timeline != null
                || type != null
                || retracts != null
                || corrects != null
                || reason != null
                || source != null
                || id != null
                || describesEvent();
    }

    /** What is missing or does not go together; null when all is well. */
    @Nullable
    String complaint() {
        if (timeline == null) {
            return "--timeline is missing";
        }
        if (retracts == null) {
            if (reason != null) {
                return "--reason goes with --retracts ID only";
            }
            return type == null ? "--type is missing" : title == null ? "--title is missing" : null;
        }
        if (reason == null) {
            return "--retracts needs --reason: readers are told why";
        }
        if (corrects != null) {
            return "--corrects and --retracts don't go together";
        }
        return describesEvent()
                ? "a withdrawn event has a --reason and nothing else: leave the other options out"
                : null;
    }

    ObjectNode event() {
        ObjectNode event = Json.MAPPER.createObjectNode();
        event.put("specversion", "1.0");
        event.put("id", id == null ? UUID.randomUUID().toString() : id);
        event.put("source", source == null ? DEFAULT_SOURCE : source);
        event.put("type", type == null ? RETRACTION_TYPE : type);
        event.put("subject", timeline);
        putIfGiven(event, "corrects", corrects);
        putIfGiven(event, "retracts", retracts);
        event.put("datacontenttype", "application/json");
        event.set("data", data());
        return event;
    }

    private ObjectNode data() {
        ObjectNode data = Json.MAPPER.createObjectNode();
        putIfGiven(data, "reason", reason);
        putIfGiven(data, "occurred", occurred);
        putIfGiven(data, "title", title);
        putIfGiven(data, "summary", summary);
        putIfGiven(data, "status", status);
        if (!actors.isEmpty()) {
            ArrayNode array = data.putArray("actors");
            actors.forEach(actor -> array.addObject().put("name", actor));
        }
        if (!urls.isEmpty()) {
            ArrayNode array = data.putArray("sources");
            urls.forEach(url -> array.addObject().put("url", url));
        }
        if (!tags.isEmpty()) {
            ArrayNode array = data.putArray("tags");
            tags.forEach(array::add);
        }
        return data;
    }

    private boolean describesEvent() {
        return title != null
                || occurred != null
                || summary != null
                || status != null
                || !actors.isEmpty()
                || !tags.isEmpty()
                || !urls.isEmpty();
    }

    private static void putIfGiven(ObjectNode node, String name, @Nullable String value) {
        if (value != null) {
            node.put(name, value);
        }
    }
}
