// SPDX-License-Identifier: Apache-2.0
package org.annals.local.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.annals.local.client.Json;
import org.annals.local.client.Server;
import org.annals.local.client.Table;
import org.annals.local.client.Terminal;
import org.annals.local.client.TimelineServer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code annals timeline NAME} */
@Command(
        name = "timeline",
        description = "Show the events of a timeline in the order in which they happened.",
        footer = {
            "",
            "Dates are shown as they were published, in EDTF: 2022-08 is some time in August, 2015~ is about 2015,"
                    + " 2022-08-XX is an unknown day of August, 2022-02-24/.. has not ended."
        })
public final class Timeline implements Callable<Integer> {

    private static final String PAGE_SIZE = "500";

    @Parameters(paramLabel = "NAME", description = "The timeline, as in amnesty-ukraine-2022.")
    private String name = "";

    @Option(names = "--from", paramLabel = "DATE", description = "Only what can have happened then or later.")
    private @Nullable String from;

    @Option(names = "--to", paramLabel = "DATE", description = "Only what can have happened then or earlier.")
    private @Nullable String to;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            description = "Only events of this type; director.* is all types below director.")
    private @Nullable String type;

    @Option(names = "--actor", paramLabel = "NAME", description = "Only what this person or organization took part in.")
    private @Nullable String actor;

    @Option(names = "--tag", paramLabel = "TAG", description = "Only events with this tag.")
    private @Nullable String tag;

    @Option(names = "--search", paramLabel = "WORDS", description = "Only events in whose text these words are.")
    private @Nullable String search;

    @Option(
            names = "--as-of",
            paramLabel = "TIME",
            description = "The timeline as it was known then, as in 2022-08-04T12:00:00Z.")
    private @Nullable String asOf;

    @Option(names = "--json", description = "Print the events as a JSON array.")
    private boolean json;

    @Mixin
    private TimelineServer server = new TimelineServer();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ArrayNode events = events(server.find());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(events));
            return 0;
        }
        if (events.isEmpty()) {
            out.println("No events" + (isWhole() ? " yet." : " of that kind."));
            return 0;
        }
        Table table = new Table(EventRow.HEADING, EventRow.TITLE_COLUMN);
        events.forEach(event -> table.row(EventRow.of(event).cells()));
        table.print(out, Terminal.width());
        return 0;
    }

    private boolean isWhole() {
        return Stream.of(from, to, type, actor, tag, search, asOf).allMatch(Objects::isNull);
    }

    private ArrayNode events(Server timelines) {
        String path = "/v1/timelines/" + Server.segment(name) + "/events";
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("limit", PAGE_SIZE);
        parameters.put("retracted", "include");
        put(parameters, "from", from);
        put(parameters, "to", to);
        put(parameters, "type", type);
        put(parameters, "actor", actor);
        put(parameters, "tag", tag);
        put(parameters, "q", search);
        put(parameters, "asOf", asOf);
        ArrayNode events = Json.MAPPER.createArrayNode();
        while (true) {
            JsonNode page = timelines.get(path, parameters);
            page.path("items").forEach(events::add);
            if (!page.hasNonNull("next")) {
                return events;
            }
            parameters.put("cursor", page.path("next").asText());
        }
    }

    private static void put(Map<String, String> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }
}
