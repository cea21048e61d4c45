// SPDX-License-Identifier: Apache-2.0
package org.annals.local.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.annals.local.client.Answer;
import org.annals.local.client.CommandFailure;
import org.annals.local.client.Server;
import org.annals.local.client.Terminal;
import org.annals.local.client.TimelineServer;
import org.annals.local.client.Unreachable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code annals tail NAME} */
@Command(
        name = "tail",
        description = "Show the changes of a timeline as they are stored, until Ctrl-C.",
        footer = {"", "A timeline that does not exist yet is waited for."})
public final class Tail implements Callable<Integer> {

    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);
    private static final int SERVER_ERROR = 500;
    private static final int NOT_FOUND = 404;

    @Parameters(paramLabel = "NAME", description = "The timeline, as in amnesty-ukraine-2022.")
    private String name = "";

    @Option(names = "--from-start", description = "Show all changes since the first, not only new ones.")
    private boolean fromStart;

    @Option(names = "--json", description = "Print each change as one line of JSON.")
    private boolean json;

    @Mixin
    private TimelineServer server = new TimelineServer();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws InterruptedException {
        Server timelines = server.find();
        long after = start(timelines);
        boolean reached = true;
        while (true) {
            try {
                JsonNode page = page(timelines, after);
                if (!reached) {
                    note("The service answers again.");
                    reached = true;
                }
                for (JsonNode change : page.path("items")) {
                    print(change);
                    after = change.path("sequence").asLong();
                }
                if (page.hasNonNull("next") && !page.path("items").isEmpty()) {
                    continue;
                }
            } catch (Unreachable e) {
                if (reached) {
                    note("The service does not answer; waiting for it.");
                }
                reached = false;
            }
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
    }

    private long start(Server timelines) {
        Answer timeline = timelines.ask("/v1/timelines/" + Server.segment(name));
        if (timeline.status() == NOT_FOUND) {
            note("No timeline '" + name + "' yet; waiting for its first event.");
            return 0;
        }
        if (!timeline.isSuccess()) {
            throw new CommandFailure(timeline.detail());
        }
        return fromStart ? 0 : timeline.body().path("sequence").asLong();
    }

    /** The changes after the given one; none while the timeline is missing or the service has troubles of its own. */
    private JsonNode page(Server timelines, long after) {
        Answer answer = timelines.ask("/v1/timelines/" + Server.segment(name) + "/changes?limit=100&after=" + after);
        if (!answer.isSuccess() && answer.status() != NOT_FOUND && answer.status() < SERVER_ERROR) {
            throw new CommandFailure(answer.detail());
        }
        return answer.body();
    }

    private void print(JsonNode change) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? change.toString() : line(change));
        out.flush();
    }

    private void note(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(text);
        err.flush();
    }

    static String line(JsonNode change) {
        JsonNode content = change.path("content");
        JsonNode data = content.path("data");
        String kind = change.path("kind").asText();
        String text = kind.equals("retraction")
                ? "withdrawn: " + data.path("reason").asText()
                : data.path("title").asText();
        return Terminal.clean(String.join(
                "  ",
                "#" + change.path("sequence").asText(),
                change.path("recorded").asText(),
                kind,
                content.path("type").asText(),
                text));
    }
}
