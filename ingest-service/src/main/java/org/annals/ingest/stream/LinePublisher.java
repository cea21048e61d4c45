// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import org.annals.ingest.access.Audit;
import org.annals.ingest.access.Publisher;
import org.annals.ingest.event.EventChecker;
import org.annals.ingest.event.IngestConfig;
import org.annals.ingest.event.NewEvent;
import org.annals.ingest.event.StructuredEvents;
import org.annals.ingest.problem.ProblemException;
import org.annals.ingest.publishing.EventPublisher;
import org.annals.ingest.publishing.Trace;

/** Publishes the event that a line is, and answers the line whatever comes of it. */
@Singleton
class LinePublisher {

    private final EventPublisher publisher;
    private final EventChecker checker;
    private final LineAnswers answers;
    private final IngestConfig config;
    private final Audit audit;
    private final Counter bytes;

    LinePublisher(
            EventPublisher publisher,
            EventChecker checker,
            LineAnswers answers,
            IngestConfig config,
            Audit audit,
            MeterRegistry registry) {
        this.audit = audit;
        this.publisher = publisher;
        this.checker = checker;
        this.answers = answers;
        this.config = config;
        bytes = Counter.builder("annals.lines.bytes")
                .description("What the lines of streams had, inflated")
                .register(registry);
    }

    int maxLineBytes() {
        return Math.toIntExact(config.maxEventSize().asLongValue());
    }

    /**
     * Waits where the producer does, so it is not for an event loop.
     *
     * @param answered is called when the line has its answer, on any thread
     */
    void publish(Line line, Trace trace, Publisher who, Runnable answered) {
        bytes.increment(line.bytes().length);
        try {
            NewEvent event = read(line, checker.of(who));
            // Written while Kafka is at work, and not by the thread that all confirmations come on.
            byte[] accepted = answers.accepted(line, event);
            publisher.publishLine(event.message(), trace).whenComplete((confirmed, failure) -> {
                if (failure == null) {
                    event.audit(audit, who);
                }
                line.answer(failure == null ? accepted : answers.refused(line, failure));
                answered.run();
            });
        } catch (RuntimeException e) {
            line.answer(answers.refused(line, e));
            answered.run();
        }
    }

    private NewEvent read(Line line, EventChecker allowed) {
        if (line.bytes().length == 0) {
            throw ProblemException.tooLarge(
                    "event-too-large",
                    "A line may have at most " + maxLineBytes() + " bytes; this one was passed over.");
        }
        return StructuredEvents.only(line.bytes(), config, allowed);
    }
}
