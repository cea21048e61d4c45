// SPDX-License-Identifier: Apache-2.0
package org.annals.local.publish;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
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
            "Formats: TimelineJS (timelinejs, timelinejs-csv), Timesketch and plaso (timesketch-csv,",
            "timesketch-jsonl, l2t-csv, tln, plaso-json), icalendar, rss, atom, jsonfeed, misp, stix, followthemoney,",
            "wikidata, markwhen, exports of Annals, and any table (csv, xlsx, ods)",
            "of which title and date can be told: --dry-run shows how its columns are mapped, --map maps them otherwise.",
            "Files may be compressed with gzip.",
            "Importing a file again adds nothing; what was edited in it becomes a correction.",
            "",
            "Examples:",
            "  ./annals import calendar.ics --timeline s1 --dry-run",
            "  ./annals import incidents.xlsx --timeline s1 --map title=Headline --map occurred=Day --date-order dmy"
        })
public final class ImportFile implements Callable<Integer> {

    /** By the end of the file's name; for all others ingest looks into the file. */
    private static final Map<String, String> CONTENT_TYPES = Map.of(
            "ics", "text/calendar",
            "csv", "text/csv",
            "tsv", "text/tab-separated-values",
            "json", "application/json",
            "jsonl", "application/x-ndjson",
            "ndjson", "application/x-ndjson",
            "rss", "application/rss+xml",
            "atom", "application/atom+xml",
            "xml", "application/xml");

    /** Of all but those that were skipped, of which there is each with its reason. */
    private static final int MAX_ROWS = 1000;

    private static final int MAX_SKIPPED = 10_000;

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

    @Option(
            names = "--map",
            paramLabel = "FIELD=COLUMN",
            description = "Read a field of the events from this column of a table; may be repeated.")
    private List<String> mapping = new ArrayList<>();

    @Option(
            names = "--date-order",
            paramLabel = "ORDER",
            description = "Order of day and month in dates such as 02/05/2024: dmy or mdy.")
    private @Nullable String dateOrder;

    @Option(names = "--sheet", description = "The sheet of a spreadsheet (default: the first one with any content).")
    private @Nullable String sheet;

    @Option(names = "--charset", description = "The encoding of the text, as in windows-1251 (default: as it seems).")
    private @Nullable String charset;

    @Option(names = "--alert", description = "Alert subscribers as of news: it is no archive material.")
    private boolean alert;

    @Option(names = "--json", description = "Print the whole report as JSON.")
    private boolean json;

    @Mixin
    private IngestServer server = new IngestServer();

    private final ArrayNode items = Json.MAPPER.createArrayNode();
    private @Nullable ObjectNode report;
    private @Nullable String problem;
    private int rows;
    private int skippedRows;
    private int moreRows;
    private boolean hasProgress;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        String path = "/v1/timelines/" + Server.segment(timeline) + "/imports";
        Answer answer;
        try (InputStream in = Publish.open(file)) {
            long length = file.equals("-") ? -1 : Files.size(Path.of(file));
            answer = server.find().postForLines(path, parameters(), contentType(), in, length, this::take);
        } catch (NoSuchFileException e) {
            throw new CommandFailure("No file " + file + " here (" + Path.of("").toAbsolutePath() + ")", e);
        } catch (AccessDeniedException e) {
            throw new CommandFailure("May not read " + file, e);
        }
        endProgress();
        if (!answer.isSuccess()) {
            throw new CommandFailure(
                    "Refused: " + Violations.of(answer).summary() + System.lineSeparator() + "Nothing was published.");
        }
        if (report == null) {
            throw new CommandFailure(
                    (problem == null ? "The answer ended early." : "Stopped: " + problem) + System.lineSeparator()
                            + "A part may be published. Import the file again: what is there is not added twice.");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.pretty(report.set("items", items)));
        } else {
            print(report, out);
        }
        return 0;
    }

    /** Takes a line of the answer. */
    private void take(JsonNode line) {
        if (line.has("item")) {
            take(line.get("item"), line.at("/item/action").asText());
        } else if (line.get("report") instanceof ObjectNode whole) {
            report = whole;
        } else if (line.has("problem")) {
            problem = line.at("/problem/detail").asText();
        } else if (line.has("progress")) {
            showProgress(line.get("progress"));
        }
    }

    private void take(JsonNode item, String action) {
        if (json) {
            items.add(item);
        } else if (action.equals("skipped") ? skippedRows < MAX_SKIPPED : rows < MAX_ROWS) {
            skippedRows += action.equals("skipped") ? 1 : 0;
            rows += action.equals("skipped") || action.equals("unchanged") ? 0 : 1;
            if (!action.equals("unchanged")) {
                items.add(item);
            }
        } else if (!action.equals("unchanged")) {
            moreRows++;
        }
    }

    /** On the terminal of a person alone: in a log, the lines would only be in the way. */
    private void showProgress(JsonNode progress) {
        if (!Terminal.isInteractive()) {
            return;
        }
        int done = progress.path("added").asInt()
                + progress.path("corrected").asInt()
                + progress.path("unchanged").asInt()
                + progress.path("skipped").asInt();
        PrintWriter err = spec.commandLine().getErr();
        err.print("\r" + done + " of " + progress.path("total").asInt() + " items ");
        err.flush();
        hasProgress = true;
    }

    private void endProgress() {
        if (hasProgress) {
            spec.commandLine().getErr().println();
        }
    }

    private List<Map.Entry<String, String>> parameters() {
        List<Map.Entry<String, String>> parameters = new ArrayList<>();
        parameters.add(Map.entry("dryRun", Boolean.toString(dryRun)));
        parameters.add(Map.entry("backfill", Boolean.toString(!alert)));
        add(parameters, "format", format);
        add(parameters, "source", source);
        add(parameters, "type", type);
        add(parameters, "dateOrder", dateOrder);
        add(parameters, "sheet", sheet);
        mapping.forEach(entry -> parameters.add(Map.entry("map", entry)));
        return parameters;
    }

    private static void add(List<Map.Entry<String, String>> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.add(Map.entry(name, value));
        }
    }

    private String contentType() {
        String ending = file.substring(file.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String contentType = CONTENT_TYPES.getOrDefault(ending, "application/octet-stream");
        return charset == null ? contentType : contentType + "; charset=" + charset;
    }

    /** What is as it was before is only counted. */
    private void print(JsonNode report, PrintWriter out) {
        Table table = new Table(HEADING, HEADING.size() - 1);
        for (JsonNode item : items) {
            table.row(List.of(
                    item.path("action").asText(),
                    item.path("where").asText(),
                    item.path("occurred").asText(""),
                    what(item)));
        }
        int rows = items.size();
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
        if (moreRows > 0) {
            out.println("... and " + moreRows + " more, which --json prints.");
        }
        printMapping(report, out);
        report.path("notes").forEach(note -> out.println(Terminal.clean(note.asText())));
        out.println((dryRun ? "Would be on " : "On ") + timeline + ": " + count(report, "added") + ", "
                + count(report, "corrected") + ", " + count(report, "unchanged") + ", " + count(report, "skipped")
                + " (" + report.path("format").asText() + ", source "
                + Terminal.clean(report.path("source").asText()) + ").");
        if (!report.path("missing").isEmpty()) {
            int count = report.path("missingCount").asInt();
            out.println("Missing is what the timeline has of this source and the file has not; it stays."
                    + (count > report.path("missing").size() ? " There are " + count + "." : ""));
        }
        if (report.path("pending").asBoolean()) {
            out.println("Not all of it is stored yet. Wait for it before you import an edited file.");
        }
    }

    private static void printMapping(JsonNode report, PrintWriter out) {
        List<String> pairs = new ArrayList<>();
        report.path("mapping")
                .properties()
                .forEach(pair -> pairs.add(
                        pair.getKey() + "=" + Terminal.clean(pair.getValue().asText())));
        if (!pairs.isEmpty()) {
            out.println("Columns: " + String.join(", ", pairs) + ".");
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
