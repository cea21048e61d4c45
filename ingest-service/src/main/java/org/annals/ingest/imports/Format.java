// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Formats of files. The first one that recognizes the beginning of a file reads it. */
// All that its constants have is fixed when they are made.
@SuppressWarnings("ImmutableEnumChecker")
enum Format {
    TIMELINEJS(
            "timelinejs",
            "event.occurred",
            "/imports/timelinejs",
            List.of("application/vnd.timelinejs+json"),
            Format::isTimelineJs,
            (file, options) -> TimelineJsFile.read(file)),
    ANNALS_CSV(
            "annals-csv",
            "event.occurred",
            "/imports/annals",
            List.of(),
            head -> head.isTable() && TableLayout.of(head) == TableLayout.ANNALS,
            (file, options) -> TableReader.read(file, options, TableLayout.ANNALS)),
    CLOUD_EVENTS(
            "cloudevents",
            "event.occurred",
            "/imports/annals",
            List.of(),
            head -> head.isJson() && head.json().containsKey("specversion"),
            (file, options) -> CloudEventsFile.read(file.bytes())),
    TIMELINEJS_CSV(
            "timelinejs-csv",
            "event.occurred",
            "/imports/timelinejs",
            List.of(),
            head -> head.isTable() && TableLayout.of(head) == TableLayout.TIMELINEJS,
            (file, options) -> TableReader.read(file, options, TableLayout.TIMELINEJS)),
    TIMESKETCH_CSV(
            "timesketch-csv",
            "trace.recorded",
            "/imports/timesketch",
            List.of(),
            head -> head.isTable()
                    && Set.of(TableLayout.TIMESKETCH, TableLayout.REDLINE).contains(TableLayout.of(head)),
            (file, options) -> TableReader.read(
                    file,
                    options,
                    TableLayout.of(new FileHead(file, "")) == TableLayout.REDLINE
                            ? TableLayout.REDLINE
                            : TableLayout.TIMESKETCH)),
    L2T_CSV(
            "l2t-csv",
            "trace.recorded",
            "/imports/timesketch",
            List.of(),
            head -> head.isTable() && TableLayout.of(head) == TableLayout.L2T,
            (file, options) -> TableReader.read(file, options, TableLayout.L2T)),
    TLN(
            "tln",
            "trace.recorded",
            "/imports/timesketch",
            List.of(),
            head -> head.isTable() && TableLayout.of(head) == TableLayout.TLN,
            (file, options) -> TableReader.read(file, options, TableLayout.TLN)),
    TIMESKETCH_JSONL(
            "timesketch-jsonl",
            "trace.recorded",
            "/imports/timesketch",
            List.of(),
            head -> head.isJson() && head.json().containsKey("timestamp_desc"),
            (file, options) -> TimesketchFile.readLines(file)),
    PLASO_JSON(
            "plaso-json",
            "trace.recorded",
            "/imports/timesketch",
            List.of(),
            head -> head.isJson() && head.json().containsKey("event_0"),
            (file, options) -> TimesketchFile.readDocument(file)),
    ICALENDAR(
            "icalendar",
            "event.occurred",
            "/imports/icalendar",
            List.of("text/calendar"),
            head -> head.heading().startsWith("begin:vcalendar"),
            (file, options) -> CalendarFile.read(file.bytes())),
    RSS(
            "rss",
            "article.published",
            "/imports/feed",
            List.of("application/rss+xml", "application/rdf+xml"),
            head -> Set.of("rss", "RDF", "rdf").contains(head.root()),
            (file, options) -> FeedFile.read(file.bytes())),
    ATOM(
            "atom",
            "article.published",
            "/imports/feed",
            List.of("application/atom+xml"),
            head -> head.root().equals("feed"),
            (file, options) -> FeedFile.read(file.bytes())),
    JSONFEED(
            "jsonfeed",
            "article.published",
            "/imports/feed",
            List.of("application/feed+json"),
            head -> head.json().getOrDefault("version", "").contains("jsonfeed.org/version"),
            (file, options) -> JsonFeedFile.read(file.bytes())),
    MISP(
            "misp",
            "event.occurred",
            "/imports/misp",
            List.of(),
            head -> head.isJson() && (head.json().containsKey("Event") || isResponse(head)),
            (file, options) -> MispFile.read(file.bytes())),
    STIX(
            "stix",
            "event.occurred",
            "/imports/stix",
            List.of("application/stix+json", "application/vnd.oasis.stix+json"),
            head -> head.json().getOrDefault("type", "").equals("bundle"),
            (file, options) -> StixFile.read(file.bytes())),
    FOLLOW_THE_MONEY(
            "followthemoney",
            "event.occurred",
            "/imports/followthemoney",
            List.of("application/json+ftm"),
            head -> head.json().containsKey("schema") && head.json().containsKey("properties"),
            (file, options) -> FollowTheMoneyFile.read(file.bytes())),
    WIKIDATA(
            "wikidata",
            "event.occurred",
            "/imports/wikidata",
            List.of("application/sparql-results+json"),
            head -> head.isJson()
                    && ((head.json().containsKey("head") && head.text().contains("\"vars\""))
                            || (head.text().startsWith("[") && head.text().contains("www.wikidata.org/entity/Q"))),
            (file, options) -> WikidataFile.read(file.bytes())),
    MARKWHEN(
            "markwhen",
            "event.occurred",
            "/imports/markwhen",
            List.of("text/x-markwhen"),
            head -> !head.isJson() && !head.isXml() && MarkwhenFile.isHead(head.text()),
            (file, options) -> MarkwhenFile.read(file.bytes())),
    XLSX(
            "xlsx",
            "event.occurred",
            "/imports/table",
            List.of("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            head -> head.zipEntries().contains("xl/workbook.xml"),
            SpreadsheetReader::readXlsx),
    ODS(
            "ods",
            "event.occurred",
            "/imports/table",
            List.of("application/vnd.oasis.opendocument.spreadsheet"),
            head -> head.startsWith("PK")
                    && head.text().contains("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
            SpreadsheetReader::readOds),
    /** The last one: any table is one. */
    CSV(
            "csv",
            "event.occurred",
            "/imports/table",
            List.of(),
            FileHead::isTable,
            (file, options) -> TableReader.read(file, options, TableLayout.OWN));

    /** Reader of the files of a format. */
    interface ItemsReader {

        Items read(UploadedFile file, ReadOptions options);
    }

    /**
     * Wishes of the request about a file.
     *
     * @param mapping of fields of events to columns
     * @param dateOrder in which dates such as 02/05/2024 are written; null where it is not said
     * @param sheet of a spreadsheet; null for the first one with any content
     * @param maxSpreadsheetBytes of all parts of a spreadsheet
     */
    record ReadOptions(
            Map<String, String> mapping,
            @Nullable DateOrder dateOrder,
            @Nullable String sheet,
            long maxSpreadsheetBytes) {}

    /** Types that tell too little about a file: its content decides. */
    private static final Set<String> OPEN_TYPES = Set.of(
            "application/json",
            "application/x-ndjson",
            "application/jsonl",
            "text/csv",
            "text/tab-separated-values",
            "text/markdown",
            "application/xml",
            "text/xml",
            "application/zip",
            "application/gzip",
            "application/x-gzip",
            "application/vnd.ms-excel",
            "application/octet-stream");

    private final String title;
    private final String eventType;
    private final String source;
    private final List<String> mediaTypes;
    private final Predicate<FileHead> detector;
    private final ItemsReader reader;

    Format(
            String title,
            String eventType,
            String source,
            List<String> mediaTypes,
            Predicate<FileHead> detector,
            ItemsReader reader) {
        this.title = title;
        this.eventType = eventType;
        this.source = source;
        this.mediaTypes = mediaTypes;
        this.detector = detector;
        this.reader = reader;
    }

    /** Returns the name by which a request asks for it. */
    String title() {
        return title;
    }

    /** Returns the type of its events, unless the request says otherwise. */
    String eventType() {
        return eventType;
    }

    /** Returns the source of its events, where neither the request nor the file names one. */
    String source() {
        return source;
    }

    /** Tells whether a file has all that there is; a feed has the latest. */
    boolean isWhole() {
        return this != RSS && this != ATOM && this != JSONFEED;
    }

    /** Returns the items of a file of this format. */
    Items read(UploadedFile file, ReadOptions options) {
        return reader.read(file, options);
    }

    /**
     * Returns the format of a file.
     *
     * @param asked as the request names it; the content type and the content decide where it is null
     */
    static Format of(@Nullable String asked, FileHead head) {
        if (asked != null) {
            return named(asked);
        }
        for (Format format : values()) {
            if (format.mediaTypes.contains(head.contentType())) {
                return format;
            }
        }
        if (!OPEN_TYPES.contains(head.contentType())) {
            throw ProblemException.unsupported(
                    "unsupported-media-type",
                    "The content type is none of a format that can be imported: " + titles()
                            + ". Send application/octet-stream, or name the format in the parameter format.");
        }
        return Arrays.stream(values())
                .filter(format -> format.detector.test(head))
                .findFirst()
                .orElseThrow(() -> ProblemException.badRequest(
                        "unknown-format",
                        "The file seems to be " + UnknownFile.describe(head) + ". Formats that can be imported are: "
                                + titles() + ". Where it is one of these, name it in the parameter format."));
    }

    private static Format named(String title) {
        return Arrays.stream(values())
                .filter(format -> format.title.equals(title))
                .findFirst()
                .orElseThrow(() -> ProblemException.badRequest(
                        "unknown-format", "The parameter format must be one of: " + titles() + "."));
    }

    private static boolean isTimelineJs(FileHead head) {
        return head.text().startsWith("{")
                && head.json().containsKey("events")
                && !head.json().containsKey("type");
    }

    /** Tells whether it is an answer of MISP to a search. */
    private static boolean isResponse(FileHead head) {
        return head.json().containsKey("response") && head.text().contains("\"Event\"");
    }

    static String titles() {
        return Arrays.stream(values()).map(Format::title).collect(Collectors.joining(", "));
    }
}
