package org.annals.local.publish;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.annals.local.client.Answer;
import org.annals.local.client.CommandFailure;
import org.annals.local.client.IngestServer;
import org.annals.local.client.Json;
import org.annals.local.client.Server;
import org.annals.local.client.Table;
import org.annals.local.client.Terminal;
import org.annals.local.client.Violations;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code annals import FILE} */
@Command(
        name = "import",
        description = "Make events of a file: a feed, a calendar, a table, a timeline of another program.",
        sortOptions = false,
        footer = {
            "",
            "Formats: timelinejs, timelinejs-csv, timesketch-csv, timesketch-jsonl, icalendar, rss, atom, jsonfeed.",
            "Importing a file again adds nothing; what was edited in it becomes a correction.",
            "",
            "Example: ./annals import calendar.ics --timeline s1 --dry-run"
        })
public final class ImportFile implements Callable<Integer> {

    /** By the end of the file's name; for all others ingest looks into the file. */
    private static final Map<String, String> CONTENT_TYPES = Map.of(
            "ics", "text/calendar",
            "csv", "text/csv",
            "json", "application/json",
            "jsonl", "application/x-ndjson",
            "ndjson", "application/x-ndjson",
            "rss", "application/rss+xml",
            "atom", "application/atom+xml",
            "xml", "application/xml");

    private static final List<String> HEADING = List.of("", "WHERE", "WHEN", "TITLE");

    @Parameters(paramLabel = "FILE", description = "The file; - is standard input.")
    private String file = "";

    @Option(names = "--timeline", required = true, description = "The timeline that its events are added to.")
    private String timeline = "";

    @Option(names = "--dry-run", description = "Say what would become of the file, and publish nothing.")
    private boolean dryRun;

    @Option(names = "--format", description = "Its format, where neither its name nor its content tells it.")
    private @Nullable String format;

    @Option(
            names = "--source",
            description = "The source of its events (default: what a feed calls itself, else its kind).")
    private @Nullable String source;

    @Option(names = "--type", description = "The type of its events (default: by the format).")
    private @Nullable String type;

    @Option(names = "--alert", description = "Alert subscribers as of news: it is no archive material.")
    private boolean alert;

    @Option(names = "--json", description = "Print the whole report as JSON.")
    private boolean json;

    @Mixin
    private IngestServer server = new IngestServer();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        String path = "/v1/timelines/" + Server.segment(timeline) + "/imports";
        Answer answer = server.find().post(path, parameters(), contentType(), content());
        if (!answer.isSuccess()) {
            throw new CommandFailure(
                    "Refused: " + Violations.of(answer).summary() + System.lineSeparator() + "Nothing was published.");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(answer.body()));
        } else {
            print(answer.body(), out);
        }
        return 0;
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("dryRun", Boolean.toString(dryRun));
        parameters.put("backfill", Boolean.toString(!alert));
        if (format != null) {
            parameters.put("format", format);
        }
        if (source != null) {
            parameters.put("source", source);
        }
        if (type != null) {
            parameters.put("type", type);
        }
        return parameters;
    }

    private String contentType() {
        String ending = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return CONTENT_TYPES.getOrDefault(ending, "application/octet-stream");
    }

    private byte[] content() throws IOException {
        try (InputStream in = Publish.open(file)) {
            return in.readAllBytes();
        } catch (NoSuchFileException e) {
            throw new CommandFailure("No file " + file + " here (" + Path.of("").toAbsolutePath() + ")", e);
        } catch (AccessDeniedException e) {
            throw new CommandFailure("May not read " + file, e);
        }
    }

    /** What is as it was before is only counted. */
    private void print(JsonNode report, PrintWriter out) {
        Table table = new Table(HEADING, HEADING.size() - 1);
        int rows = 0;
        for (JsonNode item : report.path("items")) {
            if (!item.path("action").asText().equals("unchanged")) {
                table.row(List.of(
                        item.path("action").asText(),
                        item.path("where").asText(),
                        item.path("occurred").asText(""),
                        what(item)));
                rows++;
            }
        }
        for (JsonNode event : report.path("missing")) {
            table.row(List.of(
                    "missing",
                    "",
                    event.path("occurred").asText(""),
                    event.path("title").asText("")));
            rows++;
        }
        if (rows > 0) {
            table.print(out, Terminal.width());
        }
        out.println((dryRun ? "Would be on " : "On ") + timeline + ": " + count(report, "added") + ", "
                + count(report, "corrected") + ", " + count(report, "unchanged") + ", " + count(report, "skipped")
                + " (" + report.path("format").asText() + ", source "
                + Terminal.clean(report.path("source").asText()) + ").");
        if (!report.path("missing").isEmpty()) {
            out.println("Missing is what the timeline has of this source and the file has not; it stays.");
        }
        if (report.path("pending").asBoolean()) {
            out.println("Not all of it is stored yet. Wait for it before you import an edited file.");
        }
    }

    private static String what(JsonNode item) {
        StringBuilder what = new StringBuilder(item.path("title").asText(""));
        if (item.has("reason")) {
            what.append(what.isEmpty() ? "" : ": ").append(item.path("reason").asText());
        }
        item.path("violations")
                .forEach(violation -> what.append("; ")
                        .append(violation.path("pointer").asText())
                        .append(' ')
                        .append(violation.path("message").asText()));
        item.path("notes")
                .forEach(note -> what.append(" [").append(note.asText()).append(']'));
        return what.toString();
    }

    private static String count(JsonNode report, String action) {
        return report.path(action).asInt() + " " + action;
    }
}
