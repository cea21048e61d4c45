// SPDX-License-Identifier: Apache-2.0
package org.annals.local.read;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.annals.local.client.Json;
import org.annals.local.client.Server;
import org.annals.local.client.Table;
import org.annals.local.client.Terminal;
import org.annals.local.client.TimelineServer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code annals timelines} */
@Command(name = "timelines", description = "List the timelines.")
public final class Timelines implements Callable<Integer> {

    private static final List<String> HEADING = List.of("TIMELINE", "TITLE", "EVENTS", "CHANGES", "LAST RECORDED");

    @Option(names = "--json", description = "Print the timelines as a JSON array.")
    private boolean json;

    @Mixin
    private TimelineServer server = new TimelineServer();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ArrayNode timelines = timelines(server.find());
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(timelines));
            return 0;
        }
        if (timelines.isEmpty()) {
            out.println("No timelines yet: './annals publish deploy/samples/amnesty-ukraine-2022.json' makes one.");
            return 0;
        }
        Table table = new Table(HEADING, 1);
        timelines.forEach(timeline -> table.row(List.of(
                timeline.path("timeline").asText(),
                timeline.path("title").asText(""),
                timeline.path("events").asText(),
                timeline.path("sequence").asText(),
                timeline.path("lastRecorded").asText(""))));
        table.print(out, Terminal.width());
        return 0;
    }

    private static ArrayNode timelines(Server server) {
        Map<String, String> parameters = new LinkedHashMap<>(Map.of("limit", "500"));
        ArrayNode timelines = Json.MAPPER.createArrayNode();
        while (true) {
            JsonNode page = server.get("/v1/timelines", parameters);
            page.path("items").forEach(timelines::add);
            if (!page.hasNonNull("next")) {
                return timelines;
            }
            parameters.put("cursor", page.path("next").asText());
        }
    }
}
