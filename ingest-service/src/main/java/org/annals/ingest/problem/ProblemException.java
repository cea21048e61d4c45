package org.annals.ingest.problem;

import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request that can't be answered as asked; becomes the problem that it carries. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient @Nullable Duration retryAfter;

    private ProblemException(Problem problem, @Nullable Duration retryAfter) {
        // Without a stack trace: an expected refusal, which a flood of bad requests must not make expensive.
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.retryAfter = retryAfter;
    }

    public static ProblemException badRequest(String code, String detail) {
        return badRequest(code, detail, List.of());
    }

    public static ProblemException badRequest(String code, String detail, List<Violation> violations) {
        return new ProblemException(new Problem(Status.BAD_REQUEST, code, detail, violations), null);
    }

    public static ProblemException tooSlow(String code, String detail) {
        return new ProblemException(new Problem(Status.REQUEST_TIMEOUT, code, detail), null);
    }

    public static ProblemException tooLarge(String code, String detail) {
        return new ProblemException(new Problem(Status.REQUEST_ENTITY_TOO_LARGE, code, detail), null);
    }

    public static ProblemException unsupported(String code, String detail) {
        return new ProblemException(new Problem(Status.UNSUPPORTED_MEDIA_TYPE, code, detail), null);
    }

    /**
     * A failure that heals.
     *
     * @param retryAfter how long the publisher should wait before it sends the same again
     */
    public static ProblemException unavailable(String code, String detail, Duration retryAfter) {
        return new ProblemException(new Problem(Status.SERVICE_UNAVAILABLE, code, detail), retryAfter);
    }

    Problem problem() {
        return problem;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }
}
