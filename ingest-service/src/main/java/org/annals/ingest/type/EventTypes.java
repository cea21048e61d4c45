// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.annals.ingest.data.Spelling;
import org.annals.ingest.data.Violations;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * All types that are known: what the topic holds, over what Annals ships. The reader of the topic changes them, and
 * requests look at what they are at that moment.
 */
@Singleton
public class EventTypes {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /** A type, with its schema ready to check. */
    record Known(EventType type, @Nullable DetailsSchema schema) {}

    private final TypesConfig config;
    private final Map<String, Known> vocabulary = Vocabulary.load();
    private final Map<String, CompletableFuture<Void>> awaited = new ConcurrentHashMap<>();
    private volatile NavigableMap<String, Known> known = new TreeMap<>(vocabulary);
    private final CountDownLatch incomplete = new CountDownLatch(1);

    EventTypes(TypesConfig config) {
        this.config = config;
    }

    /** Adds what the type says about an event of it: whether it may be at all, and what its details must be. */
    public void check(String type, JsonNode data, Violations violations) {
        Known found = all().get(type);
        JsonNode details = data.path("details");
        if (found == null) {
            refuseWhereStrict(type, violations);
        } else if (found.schema() != null && (details.isObject() || details.isMissingNode())) {
            violations.enter("data");
            violations.enter("details");
            found.schema().check(type, details, violations);
            violations.leave();
            violations.leave();
        }
    }

    private void refuseWhereStrict(String type, Violations violations) {
        if (config.strict()) {
            String meant = Spelling.closest(type, all().keySet())
                    .map(closest -> "; did you mean " + closest + "?")
                    .orElse("; GET /v1/event-types lists the types that are, PUT registers one");
            violations.add("type", TextNode.valueOf(type), "is not registered" + meant);
        }
    }

    /** What is known now; refuses while that is not all there is in the topic. */
    NavigableMap<String, Known> all() {
        if (!isComplete()) {
            throw ProblemException.unavailable(
                    "event-types-unread",
                    "The types of events are not read from Kafka yet. Send the same again in a moment.",
                    RETRY_AFTER);
        }
        return known;
    }

    boolean isComplete() {
        return incomplete.getCount() == 0;
    }

    /** Waits until all is read, or for so long. */
    void awaitComplete(Duration limit) throws InterruptedException {
        var unused = incomplete.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    int registered() {
        return (int)
                known.values().stream().filter(one -> !one.type().builtIn()).count();
    }

    boolean isInVocabulary(String type) {
        return vocabulary.containsKey(type);
    }

    /**
     * Done when the message with this id has come back from the topic, and is what requests are checked by; fails with a
     * {@link java.util.concurrent.TimeoutException} where it does not come.
     */
    CompletableFuture<Void> applied(String messageId, Duration limit) {
        CompletableFuture<Void> applied = new CompletableFuture<>();
        awaited.put(messageId, applied);
        return applied.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((done, failure) -> awaited.remove(messageId));
    }

    /**
     * Takes a message of the topic; only its reader calls it.
     *
     * @param registered null where the type is not registered any more
     */
    void apply(String messageId, String type, @Nullable Known registered) {
        NavigableMap<String, Known> next = new TreeMap<>(known);
        Known standing = registered == null ? vocabulary.get(type) : registered;
        if (standing == null) {
            next.remove(type);
        } else {
            next.put(type, standing);
        }
        known = next;
        CompletableFuture<Void> waiting = awaited.get(messageId);
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    void completed() {
        incomplete.countDown();
    }
}
