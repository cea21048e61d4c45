// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.annals.ingest.access.Allowed;
import org.annals.ingest.access.Audit;
import org.annals.ingest.access.Publisher;
import org.annals.ingest.access.Publishers;
import org.annals.ingest.access.Role;
import org.annals.ingest.body.BodySpooler;
import org.annals.ingest.body.SpooledBody;
import org.annals.ingest.data.Rule;
import org.annals.ingest.data.Rules;
import org.annals.ingest.event.EventChecker;
import org.annals.ingest.event.IngestConfig;
import org.annals.ingest.imports.Format.ReadOptions;
import org.annals.ingest.imports.ImportJob.Order;
import org.annals.ingest.imports.Plan.Target;
import org.annals.ingest.problem.ProblemException;
import org.annals.ingest.publishing.EventPublisher;
import org.annals.ingest.publishing.Trace;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;
import org.jspecify.annotations.Nullable;

/** Makes events of a file: feeds, calendars, tables, timelines of other programs. */
@Allowed(Role.PUBLISHER)
@Path("/v1/timelines/{timeline}/imports")
@APIResponse(responseCode = "400", ref = "wrong")
@APIResponse(responseCode = "408", ref = "slow")
@APIResponse(responseCode = "413", ref = "large")
@APIResponse(responseCode = "415", ref = "unsupported")
@APIResponse(responseCode = "503", ref = "unavailable")
class ImportResource {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final String NDJSON = "application/x-ndjson";
    private static final String FORMATS =
            "TimelineJS (JSON, or CSV of its spreadsheet), Timesketch and plaso (CSV, JSONL,"
                    + " JSON, l2t_csv, TLN), iCalendar, RSS, Atom, JSON Feed, or any table (CSV, XLSX, ODS) of which title and date"
                    + " can be told; gzip is undone. The content type and the content tell which";

    private static final Set<String> SENT_BY_ANY_PAGE =
            Set.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data");

    private final Semaphore running;
    private final BodySpooler bodies;
    private final EventPublisher publisher;
    private final EventChecker checker;
    private final StoredEvents storedEvents;
    private final IngestConfig ingest;
    private final ImportConfig config;
    private final Publishers publishers;
    private final Audit audit;
    private final LineAnswer.Factory lines;

    ImportResource(
            BodySpooler bodies,
            EventPublisher publisher,
            EventChecker checker,
            StoredEvents storedEvents,
            IngestConfig ingest,
            ImportConfig config,
            Publishers publishers,
            Audit audit,
            LineAnswer.Factory lines) {
        this.running = new Semaphore(config.atOnce());
        this.publishers = publishers;
        this.audit = audit;
        this.bodies = bodies;
        this.publisher = publisher;
        this.checker = checker;
        this.storedEvents = storedEvents;
        this.ingest = ingest;
        this.config = config;
        this.lines = lines;
    }

    @POST
    @NonBlocking
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Import a file; what was imported before adds nothing, and what was edited becomes a correction",
            description = "Waits until the timeline has stored what was published, for some seconds: an import that "
                    + "follows on this one then knows of it. With Accept: application/x-ndjson the answer has a line for "
                    + "each item and lines of progress, and the report is the last line; a problem that comes up after "
                    + "the first line is the last line, too.")
    @APIResponse(
            responseCode = "202",
            description = "Kafka has what was new; the report says what became of each item",
            content = @Content(schema = @Schema(implementation = Report.class)))
    @APIResponse(
            responseCode = "200",
            description = "Nothing was published: a dry run, or nothing was new. Or an answer in lines",
            content = {
                @Content(mediaType = MediaType.APPLICATION_JSON, schema = @Schema(implementation = Report.class)),
                @Content(mediaType = NDJSON, schema = @Schema(implementation = Report.Line.class))
            })
    @RequestBody(
            required = true,
            description = FORMATS,
            content = @Content(mediaType = MediaType.WILDCARD, schema = @Schema(type = SchemaType.STRING)))
    public CompletionStage<RestResponse<Report>> post(
            @PathParam("timeline") String timeline,
            @BeanParam ImportParameters parameters,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        Function<SpooledBody, CompletionStage<RestResponse<Report>>> work =
                work(timeline, parameters, headers, request, line -> {});
        return bodies.read(request, config.maxFileSize().asLongValue(), config.uploadLimit(), work);
    }

    @POST
    @NonBlocking
    @Consumes(MediaType.WILDCARD)
    @Produces(NDJSON)
    @Operation(hidden = true)
    public Flow.Publisher<byte[]> postForLines(
            @PathParam("timeline") String timeline,
            @BeanParam ImportParameters parameters,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        LineAnswer answer = lines.create();
        Function<SpooledBody, CompletionStage<RestResponse<Report>>> work =
                work(timeline, parameters, headers, request, answer::write);
        return answer.startedBy(
                () -> bodies.read(request, config.maxFileSize().asLongValue(), config.uploadLimit(), work)
                        .thenApply(RestResponse::getEntity));
    }

    /** Checks all that can be known before the file has come in. */
    private Function<SpooledBody, CompletionStage<RestResponse<Report>>> work(
            String timeline,
            ImportParameters parameters,
            HttpHeaders headers,
            HttpServerRequest request,
            Consumer<Report.Line> listener) {
        require("The name of the timeline", timeline, Rules::timeline);
        require("The parameter source", parameters.source, Rules::uriReference);
        require("The parameter type", parameters.type, Rules::type);
        MediaType mediaType = headers.getMediaType();
        refuseUntyped(contentType(mediaType));
        ReadOptions options = parameters.options(config.maxSpreadsheetSize().asLongValue());
        Publisher who = publishers.current();
        Trace trace = Trace.of(request);
        String charset = mediaType == null ? null : mediaType.getParameters().get(MediaType.CHARSET_PARAMETER);
        return body -> CompletableFuture.completedFuture(alone(() -> {
            try (UploadedFile file = UploadedFile.of(
                    body.path(),
                    charset,
                    config.maxFileSize().asLongValue(),
                    config.maxDocumentSize().asLongValue())) {
                Format format = Format.of(parameters.format(), new FileHead(file, contentType(mediaType)));
                Items items = format.read(file, options);
                Target target = new Target(
                        timeline,
                        parameters.source != null
                                ? parameters.source
                                : items.source() != null ? items.source() : format.source(),
                        parameters.type != null
                                ? parameters.type
                                : items.eventType() != null ? items.eventType() : format.eventType(),
                        parameters.backfill,
                        parameters.source != null,
                        parameters.type != null);
                who.require(target.source(), target.timeline());
                ImportJob job = new ImportJob(
                        new Order(format, items, notes(file, items), parameters.dryRun, who, trace),
                        new Plan(target, checker, ingest.maxEventSize().asLongValue()),
                        storedEvents,
                        publisher,
                        audit,
                        config,
                        listener);
                Report report = job.run();
                return job.hasPublished() ? RestResponse.status(Status.ACCEPTED, report) : RestResponse.ok(report);
            }
        }));
    }

    private static List<String> notes(UploadedFile file, Items items) {
        List<String> notes = new ArrayList<>();
        String encoding = file.encodingNote();
        if (encoding != null) {
            notes.add(encoding);
        }
        notes.addAll(items.notes());
        return notes;
    }

    private <T> T alone(Supplier<T> work) {
        if (!running.tryAcquire()) {
            throw ProblemException.unavailable(
                    "too-many-imports",
                    "Other files are being imported. Send the same again in a moment.",
                    RETRY_AFTER);
        }
        try {
            return work.get();
        } finally {
            running.release();
        }
    }

    /** A form or a plain text is what pages of other sites can send without asking. */
    private static void refuseUntyped(String type) {
        if (type.isEmpty() || SENT_BY_ANY_PAGE.contains(type)) {
            throw ProblemException.unsupported(
                    "unsupported-media-type",
                    "The Content-Type must say what the file is: text/csv, application/json, application/x-ndjson, "
                            + "text/calendar, application/rss+xml, application/atom+xml or application/feed+json; or "
                            + "application/octet-stream, and the content tells.");
        }
    }

    private static void require(String what, @Nullable String value, Rule rule) {
        String wrong = value == null ? null : rule.broken(value);
        if (wrong != null) {
            throw ProblemException.badRequest("invalid-import", what + " " + wrong + ".");
        }
    }

    private static String contentType(@Nullable MediaType type) {
        return type == null ? "" : (type.getType() + "/" + type.getSubtype()).toLowerCase(Locale.ROOT);
    }
}
