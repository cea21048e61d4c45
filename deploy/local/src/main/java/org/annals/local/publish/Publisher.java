// SPDX-License-Identifier: Apache-2.0
package org.annals.local.publish;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.local.client.Answer;
import org.annals.local.client.CommandFailure;
import org.annals.local.client.Server;
import org.annals.local.client.Unreachable;
import org.annals.local.client.Violations;

/** Sends events to ingest, batch after batch. */
final class Publisher {

    private static final String BATCH_TYPE = "application/cloudevents-batch+json";
    private static final Duration BUSY_LIMIT = Duration.ofMinutes(5);
    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(2);
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int UNAVAILABLE = 503;

    private final Server ingest;
    private final PrintWriter err;
    private final List<JsonNode> accepted = new ArrayList<>();

    Publisher(Server ingest, PrintWriter err) {
        this.ingest = ingest;
        this.err = err;
    }

    /** What ingest has accepted so far: for each event {@code eventId}, {@code timeline}, {@code source}, {@code id}. */
    List<JsonNode> accepted() {
        return accepted;
    }

    void publish(EventFile file) throws IOException {
        Batch batch = new Batch();
        for (Optional<FileEvent> event = next(file); event.isPresent(); event = next(file)) {
            if (!batch.add(event.get())) {
                publish(batch);
                batch = new Batch();
                batch.add(event.get());
            }
        }
        if (!batch.isEmpty()) {
            publish(batch);
        }
    }

    void publish(Batch batch) {
        Answer answer;
        try {
            answer = send(batch.body());
        } catch (Unreachable e) {
            throw new CommandFailure(e.getMessage() + before(), e);
        }
        if (!answer.isSuccess()) {
            throw refused(batch, answer);
        }
        answer.body().path("accepted").forEach(accepted::add);
    }

    private Optional<FileEvent> next(EventFile file) throws IOException {
        try {
            return file.next();
        } catch (CommandFailure e) {
            throw new CommandFailure(e.getMessage() + before(), e);
        }
    }

    private Answer send(byte[] body) {
        long deadline = System.nanoTime() + BUSY_LIMIT.toNanos();
        while (true) {
            Answer answer = ingest.post("/v1/events", BATCH_TYPE, body);
            boolean busy = answer.status() == TOO_MANY_REQUESTS || answer.status() == UNAVAILABLE;
            if (!busy || System.nanoTime() > deadline) {
                return answer;
            }
            Duration wait = answer.retryAfter() == null ? DEFAULT_WAIT : answer.retryAfter();
            err.println("Ingest can't take more now (" + answer.detail() + "); trying again in " + wait.toSeconds()
                    + " s.");
            err.flush();
            sleep(wait);
        }
    }

    private CommandFailure refused(Batch batch, Answer answer) {
        Violations violations = Violations.of(answer);
        StringBuilder text = new StringBuilder("Refused: ").append(violations.summary());
        for (Violations.Violation violation : violations.items()) {
            text.append(System.lineSeparator()).append("  ");
            Integer index = violation.index();
            if (index != null && index < batch.events().size()) {
                text.append(batch.events().get(index).place()).append(' ');
            }
            text.append(violation.pointer()).append(violation.pointer().isEmpty() ? "" : ": ");
            text.append(violation.detail());
        }
        return new CommandFailure(text + before());
    }

    /** What has become of the events before, which tells what to do next. */
    private String before() {
        if (accepted.isEmpty()) {
            return System.lineSeparator() + "Nothing was published.";
        }
        return System.lineSeparator() + "The first " + accepted.size() + " events were accepted, the rest was not"
                + " published. Publish the file again when it is mended: an event that is the same is stored once.";
    }

    private static void sleep(Duration wait) {
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("Interrupted while ingest was busy", e);
        }
    }
}
