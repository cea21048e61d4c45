// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import jakarta.inject.Singleton;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.annals.ingest.problem.ProblemException;
import org.annals.ingest.problem.Problems;
import org.jspecify.annotations.Nullable;

/**
 * Answer that is given line by line while a file is imported. A client that takes no lines holds up the import; one that
 * goes away does not.
 */
final class LineAnswer implements Flow.Publisher<byte[]> {

    /** Makes answers. */
    @Singleton
    static class Factory {

        private final ExecutorService workers;
        private final ObjectWriter writer;
        private final Problems problems;

        Factory(ExecutorService workers, ObjectMapper mapper, Problems problems) {
            this.workers = workers;
            this.writer = mapper.writerFor(Report.Line.class);
            this.problems = problems;
        }

        LineAnswer create() {
            return new LineAnswer(this);
        }
    }

    private static final int BUFFERED_LINES = 1024;

    private final Factory factory;
    private final SubmissionPublisher<byte[]> publisher;
    private final AtomicBoolean hasBegun = new AtomicBoolean();
    private @Nullable Supplier<CompletionStage<Report>> work;

    private LineAnswer(Factory factory) {
        this.factory = factory;
        this.publisher = new SubmissionPublisher<>(factory.workers, BUFFERED_LINES);
    }

    /** Sets the work that begins when the answer is asked for. */
    LineAnswer startedBy(Supplier<CompletionStage<Report>> newWork) {
        work = newWork;
        return this;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super byte[]> subscriber) {
        publisher.subscribe(subscriber);
        Supplier<CompletionStage<Report>> begun = work;
        if (begun != null) {
            begun.get().whenComplete(this::finish);
        }
    }

    /** Writes a line; waits where the client takes none. */
    void write(Report.Line line) {
        hasBegun.set(true);
        try {
            byte[] json = factory.writer.writeValueAsBytes(line);
            byte[] bytes = Arrays.copyOf(json, json.length + 1);
            bytes[json.length] = '\n';
            publisher.submit(bytes);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A problem before the first line is the answer of its own status; after that it is the last line. */
    private void finish(@Nullable Report report, @Nullable Throwable failure) {
        if (report != null) {
            write(Report.Line.of(report.withoutItems()));
            publisher.close();
        } else if (failure != null && hasBegun.get()) {
            write(Report.Line.of(factory.problems.ofLine(failure)));
            publisher.close();
        } else {
            publisher.closeExceptionally(
                    failure != null && failure.getCause() instanceof ProblemException problem
                            ? problem
                            : failure == null ? new IllegalStateException("No report") : failure);
        }
    }
}
