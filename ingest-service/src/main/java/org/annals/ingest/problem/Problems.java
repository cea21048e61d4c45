// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.problem;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;

/** Turns what went wrong into the problem that the publisher is told, and counts it by its code. */
@Singleton
public class Problems {

    private static final Logger LOG = Logger.getLogger(Problems.class);

    private final MeterRegistry registry;

    Problems(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Of a request, which is refused whole. */
    Problem ofRequest(Throwable failure) {
        return counted(problem(failure));
    }

    /** Of a request that the framework refuses by itself. */
    Problem counted(Problem problem) {
        return counted("annals.requests.refused", problem);
    }

    /** Of a line of a stream, which goes on without it. */
    public Problem ofLine(Throwable failure) {
        return counted("annals.lines.refused", problem(failure));
    }

    private Problem counted(String counter, Problem problem) {
        registry.counter(counter, "code", problem.code()).increment();
        return problem;
    }

    private static Problem problem(Throwable failure) {
        if (failure instanceof CompletionException wrapped && wrapped.getCause() != null) {
            return problem(wrapped.getCause());
        }
        if (failure instanceof ProblemException refused) {
            return refused.problem();
        }
        String reference = UUID.randomUUID().toString();
        LOG.errorf(failure, "Request failed [reference=%s]", reference);
        return new Problem(
                Response.Status.INTERNAL_SERVER_ERROR,
                "internal-error",
                "Something failed here, not in your request. The log names it by reference " + reference + ".");
    }
}
