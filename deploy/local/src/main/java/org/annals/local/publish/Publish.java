// SPDX-License-Identifier: Apache-2.0
package org.annals.local.publish;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.annals.local.client.CommandFailure;
import org.annals.local.client.IngestServer;
import org.annals.local.client.Json;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code annals publish FILE} */
@Command(
        name = "publish",
        description = "Publish events: those of a file, or one from options.",
        sortOptions = false,
        footer = {
            "",
            "A file has CloudEvents as a JSON array, or one after the other (NDJSON). Nothing is added to them: each"
                    + " needs specversion, id, source, type, subject (the timeline) and data.",
            "",
            "Examples:",
            "  ./annals publish deploy/samples/amnesty-ukraine-2022.json",
            "  ./annals publish --timeline s1 --type report.issued --title 'A report' --occurred 2022-08-04",
            "  ./annals publish --timeline s1 --retracts 42 --source /desk --reason 'Entered twice'"
        })
public final class Publish implements Callable<Integer> {

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "The file with the events; - is standard input.")
    private @Nullable String file;

    @Mixin
    private EventOptions options = new EventOptions();

    @Option(names = "--json", description = "Print what was accepted as a JSON array.")
    private boolean json;

    @Mixin
    private IngestServer server = new IngestServer();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (file != null && options.isGiven()) {
            throw usage("Give a FILE or the options of one event, not both");
        }
        if (file == null && !options.isGiven()) {
            throw usage("Give a FILE, - for standard input, or the options of one event (--timeline, --type, --title)");
        }
        Publisher publisher = new Publisher(server.find(), spec.commandLine().getErr());
        if (file == null) {
            publishOptions(publisher);
        } else {
            publishFile(publisher, file);
        }
        report(publisher.accepted());
        return 0;
    }

    private void publishOptions(Publisher publisher) {
        String complaint = options.complaint();
        if (complaint != null) {
            throw usage(complaint);
        }
        Batch batch = new Batch();
        batch.add(new FileEvent(0, 1, options.event()));
        publisher.publish(batch);
    }

    private static void publishFile(Publisher publisher, String name) throws IOException {
        try (InputStream in = open(name);
                EventFile events = new EventFile(name.equals("-") ? "standard input" : name, in)) {
            publisher.publish(events);
        } catch (NoSuchFileException e) {
            throw new CommandFailure("No file " + name + " here (" + Path.of("").toAbsolutePath() + ")", e);
        } catch (AccessDeniedException e) {
            throw new CommandFailure("May not read " + name, e);
        }
    }

    /** The file, or standard input for -. */
    static InputStream open(String name) throws IOException {
        if (name.equals("-")) {
            return System.in;
        }
        if (Files.isDirectory(Path.of(name))) {
            throw new CommandFailure(name + " is a folder: name a file");
        }
        return Files.newInputStream(Path.of(name));
    }

    private void report(List<JsonNode> accepted) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(Json.MAPPER.createArrayNode().addAll(accepted)));
            return;
        }
        if (accepted.isEmpty()) {
            out.println("The file has no events.");
            return;
        }
        if (file == null) {
            JsonNode event = accepted.get(0);
            out.println("Accepted: event " + event.path("eventId").asText() + " on timeline "
                    + event.path("timeline").asText() + " (source "
                    + event.path("source").asText() + ", id "
                    + event.path("id").asText() + ").");
            return;
        }
        TreeSet<String> timelines = accepted.stream()
                .map(event -> event.path("timeline").asText())
                .collect(Collectors.toCollection(TreeSet::new));
        out.println("Accepted " + accepted.size() + (accepted.size() == 1 ? " event on " : " events on ")
                + (timelines.size() == 1 ? timelines.first() : timelines.size() + " timelines") + ".");
        out.println("See them: ./annals timeline " + timelines.first());
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
