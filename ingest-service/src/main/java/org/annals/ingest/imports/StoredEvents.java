package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.annals.ingest.access.Publisher;
import org.annals.ingest.problem.ProblemException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What timeline-service says of events, over its public API. */
@Singleton
class StoredEvents {

    private static final Logger LOG = Logger.getLogger(StoredEvents.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** So often to look whether something is stored. */
    private static final Duration INTERVAL = Duration.ofMillis(50);

    /** So many questions at a time; the database has as many connections for all its readers. */
    private static final int AT_ONCE = 8;

    /** What is looked through for what a file does not have. */
    private static final int PAGE = 500;

    private static final int MAX_PAGES = 40;

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final ImportConfig config;
    private final ObjectMapper mapper = new ObjectMapper();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();

    StoredEvents(ImportConfig config) {
        this.config = config;
    }

    /** Those of the events that are stored; waits for the answers. */
    Map<UUID, Stored> find(Publisher who, String timeline, List<UUID> eventIds) {
        Map<UUID, Stored> found = new HashMap<>();
        try {
            for (int from = 0; from < eventIds.size(); from += AT_ONCE) {
                List<UUID> some = eventIds.subList(from, Math.min(from + AT_ONCE, eventIds.size()));
                List<CompletableFuture<Optional<Stored>>> answers = some.stream()
                        .map(eventId -> find(who, timeline, eventId))
                        .toList();
                for (int i = 0; i < some.size(); i++) {
                    UUID eventId = some.get(i);
                    answers.get(i).join().ifPresent(stored -> found.put(eventId, stored));
                }
            }
            return found;
        } catch (CompletionException e) {
            throw unavailable(e);
        }
    }

    /**
     * What the timeline has of a source beside the events with these ids; waits for the answers. Null where it has more
     * events than can be looked through.
     */
    @Nullable
    List<Missing> missing(Publisher who, String timeline, String source, Set<String> ids) {
        List<Missing> missing = new ArrayList<>();
        String cursor = "";
        try {
            for (int page = 0; page < MAX_PAGES; page++) {
                JsonNode events = get(who, "/v1/timelines/" + timeline + "/events?limit=" + PAGE + cursor)
                        .join();
                for (JsonNode event : events.path("items")) {
                    if (event.path("source").asText().equals(source)
                            && !ids.contains(event.path("id").asText())) {
                        missing.add(Missing.of(event));
                    }
                }
                if (!events.hasNonNull("next")) {
                    return missing;
                }
                cursor = "&cursor=" + URLEncoder.encode(events.get("next").asText(), StandardCharsets.UTF_8);
            }
            return null;
        } catch (CompletionException e) {
            throw unavailable(e);
        }
    }

    /** True as soon as the event has so many revisions; false where that takes too long. */
    CompletableFuture<Boolean> hasRevisions(Publisher who, UUID eventId, int count) {
        return hasRevisions(
                who, eventId, count, System.nanoTime() + config.storageLimit().toNanos());
    }

    private CompletableFuture<Boolean> hasRevisions(Publisher who, UUID eventId, int count, long deadline) {
        return revisions(who, eventId)
                .handle((revisions, failure) -> failure == null && revisions.size() >= count)
                .thenCompose(there -> {
                    if (there || System.nanoTime() > deadline) {
                        return CompletableFuture.completedFuture(there);
                    }
                    var later = CompletableFuture.delayedExecutor(INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
                    return CompletableFuture.runAsync(() -> {}, later)
                            .thenCompose(waited -> hasRevisions(who, eventId, count, deadline));
                });
    }

    private CompletableFuture<Optional<Stored>> find(Publisher who, String timeline, UUID eventId) {
        return revisions(who, eventId).thenCompose(revisions -> {
            if (revisions.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            return lastImported(who, timeline, revisions, revisions.size() - 1);
        });
    }

    /** Others may have corrected it since; theirs stays until the file says something new. */
    private CompletableFuture<Optional<Stored>> lastImported(
            Publisher who, String timeline, JsonNode revisions, int index) {
        JsonNode revision = revisions.get(index);
        boolean retracted =
                revisions.get(revisions.size() - 1).path("retracted").asBoolean();
        Stored stored =
                new Stored(revisions.size(), retracted, revision.path("type").asText(), revision.path("data"));
        if (index == 0 || retracted) {
            return CompletableFuture.completedFuture(Optional.of(stored));
        }
        long sequence = revision.path("sequence").asLong();
        return get(who, "/v1/timelines/" + timeline + "/changes?limit=1&after=" + (sequence - 1))
                .thenCompose(changes -> {
                    String id = changes.at("/items/0/content/id").asText();
                    return Identity.isOfImport(id, revision.path("id").asText())
                            ? CompletableFuture.completedFuture(Optional.of(stored))
                            : lastImported(who, timeline, revisions, index - 1);
                });
    }

    private CompletableFuture<JsonNode> revisions(Publisher who, UUID eventId) {
        return get(who, "/v1/events/" + eventId + "/revisions").thenApply(answer -> answer.path("items"));
    }

    /** Nothing is there where it says so itself; what another server says is no answer. */
    private CompletableFuture<JsonNode> get(Publisher who, String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(config.timelineUrl() + path)).timeout(config.answerLimit());
        if (who.authorization() != null) {
            // What they may read of it, the timeline decides.
            request.header("authorization", who.authorization());
        }
        return client.sendAsync(request.build(), BodyHandlers.ofByteArray()).thenApply(response -> {
            JsonNode answer = parsed(response);
            boolean unknown = response.statusCode() == NOT_FOUND
                    && answer.path("code").asText().startsWith("unknown-");
            if (response.statusCode() != OK && !unknown) {
                throw new IllegalStateException("it answered " + response.statusCode() + " to " + path);
            }
            return answer;
        });
    }

    private JsonNode parsed(HttpResponse<byte[]> response) {
        try {
            return mapper.readTree(response.body());
        } catch (IOException e) {
            throw new IllegalStateException("it answered " + response.statusCode() + " without JSON", e);
        }
    }

    private ProblemException unavailable(CompletionException e) {
        LOG.warnf("Timeline not asked [url=%s, reason=%s]", config.timelineUrl(), e.getCause());
        return ProblemException.unavailable(
                "timeline-unavailable",
                "An import asks timeline-service what is stored already, and it did not answer. Nothing was published; "
                        + "send the same again. Where it is, is said by annals.imports.timeline-url.",
                RETRY_AFTER);
    }
}
