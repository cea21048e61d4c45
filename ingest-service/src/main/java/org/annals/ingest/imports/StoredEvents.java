// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.ingest.access.Publisher;
import org.annals.ingest.problem.ProblemException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Reads over the public API of timeline-service which events are stored; each method waits for the answers. */
@Singleton
class StoredEvents {

    private static final Logger LOG = Logger.getLogger(StoredEvents.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);
    private static final Duration RETRY_AFTER = Duration.ofSeconds(5);

    /** Time between two questions for an event that is on its way. */
    private static final Duration INTERVAL = Duration.ofMillis(50);

    private static final int LOOKUP = 1000;
    private static final int PAGE = 20_000;
    private static final int MAX_PAGES = 10;

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

    /**
     * Returns the ids of all events of a source on a timeline, each with whether it was withdrawn; null where there are
     * too many to be held.
     */
    @Nullable
    Map<UUID, Boolean> keys(Publisher who, String timeline, String source) {
        Map<UUID, Boolean> keys = new HashMap<>();
        String cursor = "";
        for (int page = 0; page < MAX_PAGES; page++) {
            JsonNode answer = ask(
                    who,
                    request("/v1/timelines/" + timeline + "/event-ids?limit=" + PAGE + "&source=" + encoded(source)
                            + cursor));
            answer.path("items")
                    .forEach(key -> keys.put(
                            UUID.fromString(key.path("eventId").asText()),
                            key.path("retracted").asBoolean()));
            if (!answer.hasNonNull("next")) {
                return keys;
            }
            cursor = "&cursor=" + encoded(answer.get("next").asText());
        }
        return null;
    }

    /** Returns those of the events that are stored. */
    Map<UUID, Stored> find(Publisher who, String timeline, Collection<UUID> eventIds) {
        Map<UUID, Stored> found = new HashMap<>();
        lookUp(who, timeline, eventIds)
                .forEach(event -> found.put(
                        UUID.fromString(event.path("eventId").asText()),
                        new Stored(
                                event.path("revision").asInt(),
                                event.path("retracted").asBoolean(),
                                event.path("type").asText(null),
                                event.path("time").asText(null),
                                event.path("data"))));
        return found;
    }

    /** Returns events that are not in a file, as a report names them. */
    List<Missing> missing(Publisher who, String timeline, Collection<UUID> eventIds) {
        return lookUp(who, timeline, eventIds).stream()
                .map(event -> new Missing(
                        UUID.fromString(event.path("eventId").asText()),
                        event.path("id").asText(),
                        event.at("/data/title").asText(null),
                        event.at("/data/occurred").asText(event.path("time").asText(null))))
                .toList();
    }

    /** Waits until an event has so many revisions; false where that takes too long. */
    boolean awaitRevisions(Publisher who, String timeline, UUID eventId, int count) {
        long deadline = System.nanoTime() + config.storageLimit().toNanos();
        do {
            try {
                Stored stored = find(who, timeline, List.of(eventId)).get(eventId);
                if (stored != null && stored.revisions() >= count) {
                    return true;
                }
                Thread.sleep(INTERVAL.toMillis());
            } catch (ProblemException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        } while (System.nanoTime() < deadline);
        return false;
    }

    private List<JsonNode> lookUp(Publisher who, String timeline, Collection<UUID> eventIds) {
        List<JsonNode> events = new ArrayList<>();
        List<UUID> all = List.copyOf(eventIds);
        for (int from = 0; from < all.size(); from += LOOKUP) {
            ObjectNode body = mapper.createObjectNode();
            ArrayNode ids = body.putArray("eventIds");
            all.subList(from, Math.min(from + LOOKUP, all.size())).forEach(eventId -> ids.add(eventId.toString()));
            ask(
                            who,
                            request("/v1/timelines/" + timeline + "/event-lookups")
                                    .header("content-type", "application/json")
                                    .POST(BodyPublishers.ofString(body.toString())))
                    .path("items")
                    .forEach(events::add);
        }
        return events;
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(config.timelineUrl() + path)).timeout(config.answerLimit());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** An unknown timeline is told by a problem of its own; the answer of another server is none. */
    private JsonNode ask(Publisher who, HttpRequest.Builder request) {
        if (who.authorization() != null) {
            // The timeline decides what they may read of it.
            request.header("authorization", who.authorization());
        }
        HttpRequest sent = request.build();
        try {
            HttpResponse<InputStream> response = client.send(sent, BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                JsonNode answer = mapper.readTree(body);
                if (response.statusCode() == OK) {
                    return answer;
                }
                if (response.statusCode() == NOT_FOUND
                        && answer.path("code").asText().startsWith("unknown-")) {
                    return MissingNode.getInstance();
                }
                throw unavailable("it answered " + response.statusCode() + " to "
                        + sent.uri().getPath());
            }
        } catch (IOException e) {
            throw unavailable(String.valueOf(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unavailable("interrupted");
        }
    }

    private ProblemException unavailable(String reason) {
        LOG.warnf("Timeline not asked [url=%s, reason=%s]", config.timelineUrl(), reason);
        return ProblemException.unavailable(
                "timeline-unavailable",
                "An import asks timeline-service what is stored already, and it did not answer. Send the same again: what"
                        + " was published is not published twice. Where it is, is said by annals.imports.timeline-url.",
                RETRY_AFTER);
    }
}
