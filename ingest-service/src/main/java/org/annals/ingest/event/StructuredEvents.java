// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.event;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.annals.ingest.body.Body;
import org.annals.ingest.data.Violations;
import org.annals.ingest.json.Element;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;

/** Reads one CloudEvent, or a batch, in the JSON format; refuses all where anything is wrong with one. */
public final class StructuredEvents {

    private final JsonReader reader;
    private final IngestConfig config;
    private final EventChecker checker;
    private final Violations violations = new Violations();
    private final List<NewEvent> events = new ArrayList<>();
    private int read;

    private StructuredEvents(byte[] bytes, int length, IngestConfig config, EventChecker checker) {
        this.reader = JsonReader.of(bytes, length, "data");
        this.config = config;
        this.checker = checker;
    }

    /** Reads the one event that these bytes are; there is nothing else that it could be mistaken for. */
    public static NewEvent only(byte[] bytes, IngestConfig config, EventChecker checker) {
        StructuredEvents events = new StructuredEvents(bytes, bytes.length, config, checker);
        events.add(events.reader.onlyElement());
        return events.finish().get(0);
    }

    static List<NewEvent> one(Body body, IngestConfig config, EventChecker checker) {
        StructuredEvents events = new StructuredEvents(body.bytes(), body.length(), config, checker);
        events.add(events.reader.onlyElement());
        return events.finish();
    }

    static List<NewEvent> batch(Body body, IngestConfig config, EventChecker checker) {
        StructuredEvents events = new StructuredEvents(body.bytes(), body.length(), config, checker);
        if (!events.reader.startArray()) {
            throw ProblemException.badRequest("invalid-batch", "A batch must be a JSON array of CloudEvents.");
        }
        Element element = events.reader.nextElement();
        while (element != null) {
            events.add(element);
            element = events.reader.nextElement();
        }
        return events.finish();
    }

    private void add(Element event) {
        if (read == config.maxBatchEvents()) {
            throw ProblemException.tooLarge(
                    "batch-too-large", "A batch may have at most " + read + " events; send more as several requests.");
        }
        if (event.all().length() > config.maxEventSize().asLongValue()) {
            throw ProblemException.tooLarge(
                    "event-too-large",
                    "An event may have at most " + config.maxEventSize().asLongValue() + " bytes; the event with index "
                            + read + " has " + event.all().length() + ".");
        }
        violations.startEvent(read++);
        checker.check(event.tree(), violations);
        if (event.marked() != null) {
            violations.addInexact("data", reader.inexactNumbers(event.marked()));
        }
        if (violations.count() == 0) {
            events.add(NewEvent.of(event.tree(), reader.compact(Objects.requireNonNull(event.marked()))));
        }
    }

    private List<NewEvent> finish() {
        reader.end();
        violations.refuse("invalid-event");
        return events;
    }
}
