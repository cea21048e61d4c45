package org.annals.ingest.imports;

import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.annals.ingest.access.Allowed;
import org.annals.ingest.access.Audit;
import org.annals.ingest.access.Publisher;
import org.annals.ingest.access.Publishers;
import org.annals.ingest.access.Role;
import org.annals.ingest.body.BodyReader;
import org.annals.ingest.data.Rule;
import org.annals.ingest.data.Rules;
import org.annals.ingest.event.EventChecker;
import org.annals.ingest.event.IngestConfig;
import org.annals.ingest.event.NewEvent;
import org.annals.ingest.imports.Plan.Checked;
import org.annals.ingest.imports.Plan.Step;
import org.annals.ingest.imports.Plan.Target;
import org.annals.ingest.problem.ProblemException;
import org.annals.ingest.publishing.EventPublisher;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
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

    /** What is made of a file takes some ten times its size while it is read. */
    private static final int AT_ONCE = 2;

    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);

    private static final Set<String> SENT_BY_ANY_PAGE =
            Set.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data");

    private final Semaphore running = new Semaphore(AT_ONCE);
    private final BodyReader bodies;
    private final EventPublisher publisher;
    private final EventChecker checker;
    private final StoredEvents storedEvents;
    private final IngestConfig config;
    private final Publishers publishers;
    private final Audit audit;

    ImportResource(
            BodyReader bodies,
            EventPublisher publisher,
            EventChecker checker,
            StoredEvents storedEvents,
            IngestConfig config,
            Publishers publishers,
            Audit audit) {
        this.publishers = publishers;
        this.audit = audit;
        this.bodies = bodies;
        this.publisher = publisher;
        this.checker = checker;
        this.storedEvents = storedEvents;
        this.config = config;
    }

    @POST
    @NonBlocking
    @Consumes(MediaType.WILDCARD)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            summary = "Import a file; what was imported before adds nothing, and what was edited becomes a correction",
            description = "Waits until the timeline has stored what was published, for some seconds: an import that "
                    + "follows on this one then knows of it.")
    @APIResponse(
            responseCode = "202",
            description = "Kafka has what was new; the report says what became of each item",
            content = @Content(schema = @Schema(implementation = Report.class)))
    @APIResponse(
            responseCode = "200",
            description = "Nothing was published: a dry run, or nothing was new",
            content = @Content(schema = @Schema(implementation = Report.class)))
    @RequestBody(
            required = true,
            description =
                    "TimelineJS (JSON, or CSV of its spreadsheet), Timesketch (CSV, JSONL), iCalendar, RSS, Atom or "
                            + "JSON Feed; the content type and the content tell which",
            content = @Content(mediaType = MediaType.WILDCARD, schema = @Schema(type = SchemaType.STRING)))
    public CompletionStage<RestResponse<Report>> post(
            @PathParam("timeline") String timeline,
            @Parameter(
                            description =
                                    "timelinejs, timelinejs-csv, timesketch-csv, timesketch-jsonl, icalendar, rss, "
                                            + "atom or jsonfeed")
                    @QueryParam("format")
                    @Nullable
                    String format,
            @Parameter(description = "Source of the events; else what the feed calls itself, or /imports/ and its kind")
                    @QueryParam("source")
                    @Nullable
                    String source,
            @Parameter(description = "Type of the events; else article.published, event.occurred or trace.recorded")
                    @QueryParam("type")
                    @Nullable
                    String type,
            @Parameter(description = "Whether it is archive material, which alerts nobody who did not ask for it")
                    @QueryParam("backfill")
                    @DefaultValue("true")
                    boolean backfill,
            @Parameter(description = "Whether only to say what would become of the file")
                    @QueryParam("dryRun")
                    @DefaultValue("false")
                    boolean dryRun,
            @Context HttpHeaders headers,
            @Context HttpServerRequest request) {
        require("The name of the timeline", timeline, Rules::timeline);
        require("The parameter source", source, Rules::uriReference);
        require("The parameter type", type, Rules::type);
        refuseUntyped(contentType(headers.getMediaType()));
        Publisher who = publishers.current();
        int maxBytes = Math.toIntExact(config.maxRequestSize().asLongValue());
        return bodies.read(
                request,
                maxBytes,
                body -> alone(() -> {
                    byte[] file = Arrays.copyOf(body.bytes(), body.length());
                    Format read = Format.of(format, contentType(headers.getMediaType()), file);
                    Items items = read.read(file);
                    refuseTooMany(items.items().size());
                    Target target = new Target(
                            timeline,
                            source != null ? source : items.source() != null ? items.source() : read.source(),
                            type != null ? type : read.eventType(),
                            backfill);
                    return run(target, read, items.items(), dryRun, who);
                }));
    }

    private CompletionStage<RestResponse<Report>> alone(Supplier<CompletionStage<RestResponse<Report>>> work) {
        if (!running.tryAcquire()) {
            throw ProblemException.unavailable(
                    "too-many-imports",
                    "Other files are being imported. Send the same again in a moment.",
                    RETRY_AFTER);
        }
        boolean started = false;
        try {
            CompletionStage<RestResponse<Report>> report = work.get();
            started = true;
            return report.whenComplete((done, failure) -> running.release());
        } finally {
            if (!started) {
                running.release();
            }
        }
    }

    private CompletionStage<RestResponse<Report>> run(
            Target target, Format format, List<Item> items, boolean dryRun, Publisher who) {
        who.require(target.source(), target.timeline());
        Plan plan = new Plan(target, checker, config.maxEventSize().asLongValue());
        List<Checked> checked = plan.check(items);
        Map<UUID, Stored> stored = storedEvents.find(
                who,
                target.timeline(),
                checked.stream()
                        .map(Checked::event)
                        .filter(Objects::nonNull)
                        .map(NewEvent::eventId)
                        .toList());
        List<Step> steps = checked.stream()
                .map(one -> plan.step(
                        one, one.event() == null ? null : stored.get(one.event().eventId())))
                .toList();
        Report report = Report.of(
                target.timeline(),
                format,
                target.source(),
                dryRun,
                format.isWhole()
                        ? storedEvents.missing(who, target.timeline(), target.source(), Identity.ids(items))
                        : null,
                steps.stream().map(Step::entry).toList());
        List<Step> published =
                steps.stream().filter(step -> step.event() != null).toList();
        if (dryRun || published.isEmpty()) {
            return CompletableFuture.completedFuture(RestResponse.ok(report));
        }
        return publish(published, who)
                .thenApply(isStored -> RestResponse.status(Status.ACCEPTED, report.withPending(!isStored)));
    }

    /** All of a timeline is stored in its order: with the last of it, all is. */
    private CompletionStage<Boolean> publish(List<Step> steps, Publisher who) {
        Step last = steps.get(steps.size() - 1);
        NewEvent lastEvent = Objects.requireNonNull(last.event());
        return publisher
                .publish(steps.stream()
                        .map(step -> Objects.requireNonNull(step.event()).message())
                        .toList())
                .thenCompose(confirmed -> {
                    steps.forEach(step -> Objects.requireNonNull(step.event()).audit(audit, who));
                    return storedEvents.hasRevisions(who, lastEvent.eventId(), last.revision());
                });
    }

    private void refuseTooMany(int count) {
        if (count > config.maxBatchEvents()) {
            throw ProblemException.tooLarge(
                    "file-too-large",
                    "A file may have at most " + config.maxBatchEvents() + " items, and this has " + count
                            + "; import it in parts.");
        }
    }

    /** A form or a plain text is what pages of other sites can send without asking. */
    private static void refuseUntyped(String type) {
        if (type.isEmpty() || SENT_BY_ANY_PAGE.contains(type)) {
            throw ProblemException.unsupported(
                    "unsupported-media-type",
                    "The Content-Type must say what the file is: text/csv, application/json, application/x-ndjson, "
                            + "text/calendar, application/rss+xml, application/atom+xml or application/feed+json; or "
                            + "application/octet-stream, with the parameter format.");
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
