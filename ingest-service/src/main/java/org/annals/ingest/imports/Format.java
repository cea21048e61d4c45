package org.annals.ingest.imports;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** What files can be. */
enum Format {
    TIMELINEJS("timelinejs", "event.occurred", "/imports/timelinejs"),
    TIMELINEJS_CSV("timelinejs-csv", "event.occurred", "/imports/timelinejs"),
    TIMESKETCH_CSV("timesketch-csv", "trace.recorded", "/imports/timesketch"),
    TIMESKETCH_JSONL("timesketch-jsonl", "trace.recorded", "/imports/timesketch"),
    ICALENDAR("icalendar", "event.occurred", "/imports/icalendar"),
    RSS("rss", "article.published", "/imports/feed"),
    ATOM("atom", "article.published", "/imports/feed"),
    JSONFEED("jsonfeed", "article.published", "/imports/feed");

    /** Says what is in it only together with its content. */
    private static final List<String> OPEN_TYPES =
            List.of("application/json", "text/csv", "application/xml", "text/xml", "application/octet-stream");

    private static final int HEAD_BYTES = 4096;
    private static final Pattern ROOT = Pattern.compile("<(?:[A-Za-z0-9]+:)?([A-Za-z]+)");

    private final String title;
    private final String eventType;
    private final String source;

    Format(String title, String eventType, String source) {
        this.title = title;
        this.eventType = eventType;
        this.source = source;
    }

    /** By which it is asked for. */
    String title() {
        return title;
    }

    /** Of its events, unless the request says otherwise. */
    String eventType() {
        return eventType;
    }

    /** Of its events, where neither the request nor the file says it. */
    String source() {
        return source;
    }

    /**
     * Which format a file has.
     *
     * @param asked what the request says; the content type and the content decide where it says nothing
     */
    static Format of(@Nullable String asked, String contentType, byte[] file) {
        if (asked != null) {
            return named(asked);
        }
        return switch (contentType) {
            case "application/vnd.timelinejs+json" -> TIMELINEJS;
            case "application/feed+json" -> JSONFEED;
            case "application/rss+xml", "application/rdf+xml" -> RSS;
            case "application/atom+xml" -> ATOM;
            case "text/calendar" -> ICALENDAR;
            case "application/x-ndjson", "application/jsonl" -> TIMESKETCH_JSONL;
            default -> {
                if (!OPEN_TYPES.contains(contentType)) {
                    throw ProblemException.unsupported(
                            "unsupported-media-type",
                            "The content type is none of a format that can be imported: " + titles()
                                    + ". Send application/octet-stream, or name the format in the parameter format.");
                }
                yield byContent(FileText.head(file, HEAD_BYTES).strip());
            }
        };
    }

    private static Format named(String title) {
        return Arrays.stream(values())
                .filter(format -> format.title.equals(title))
                .findFirst()
                .orElseThrow(() -> ProblemException.badRequest(
                        "unknown-format", "The parameter format must be one of: " + titles() + "."));
    }

    /** Whether a file has all that there is; a feed has the latest. */
    boolean isWhole() {
        return this != RSS && this != ATOM && this != JSONFEED;
    }

    /** What is in a file of this format. */
    Items read(byte[] file) {
        return switch (this) {
            case TIMELINEJS -> TimelineJsFile.read(file);
            case TIMELINEJS_CSV -> TimelineJsFile.readTable(FileText.of(file));
            case TIMESKETCH_CSV -> TimesketchFile.readTable(FileText.of(file));
            case TIMESKETCH_JSONL -> TimesketchFile.readLines(FileText.of(file));
            case ICALENDAR -> CalendarFile.read(file);
            case RSS, ATOM -> FeedFile.read(file);
            case JSONFEED -> JsonFeedFile.read(file);
        };
    }

    private static Format byContent(String head) {
        if (head.startsWith("<")) {
            return root(head).equals("feed") ? ATOM : RSS;
        }
        if (head.startsWith("{") || head.startsWith("[")) {
            return ofJson(head);
        }
        String firstLine = head.lines().findFirst().orElse("").toLowerCase(Locale.ROOT);
        if (firstLine.startsWith("begin:vcalendar")) {
            return ICALENDAR;
        }
        if (firstLine.contains("headline")) {
            return TIMELINEJS_CSV;
        }
        if (firstLine.contains("message") && firstLine.contains("timestamp_desc")) {
            return TIMESKETCH_CSV;
        }
        throw ProblemException.badRequest(
                "unknown-format",
                "What the file is can't be told from its content. Name its format in the parameter format, one of: "
                        + titles() + ".");
    }

    private static Format ofJson(String head) {
        if (head.replace("\\/", "/").contains("jsonfeed.org/version")) {
            return JSONFEED;
        }
        return head.contains("\"timestamp_desc\"") ? TIMESKETCH_JSONL : TIMELINEJS;
    }

    private static String root(String xml) {
        Matcher start = ROOT.matcher(xml.replaceAll("(?s)<!--.*?-->", ""));
        return start.find() ? start.group(1) : "";
    }

    private static String titles() {
        return Arrays.stream(values()).map(Format::title).collect(Collectors.joining(", "));
    }
}
