// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.problem;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A request that can't be answered as asked; becomes the problem that it carries. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;
    private final transient Map<String, String> headers;

    private ProblemException(Problem problem, Map<String, String> headers) {
        // Without a stack trace: an expected refusal, which a flood of bad requests must not make expensive.
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.headers = headers;
    }

    public static ProblemException badRequest(String code, String detail) {
        return badRequest(code, detail, List.of());
    }

    public static ProblemException badRequest(String code, String detail, List<Violation> violations) {
        return new ProblemException(new Problem(Status.BAD_REQUEST, code, detail, violations), Map.of());
    }

    public static ProblemException forbidden(String code, String detail) {
        return new ProblemException(new Problem(Status.FORBIDDEN, code, detail), Map.of());
    }

    public static ProblemException unauthorized(String code, String detail) {
        return new ProblemException(
                new Problem(Status.UNAUTHORIZED, code, detail), Map.of(HttpHeaders.WWW_AUTHENTICATE, "Bearer"));
    }

    public static ProblemException notFound(String code, String detail) {
        return new ProblemException(new Problem(Status.NOT_FOUND, code, detail), Map.of());
    }

    public static ProblemException conflict(String code, String detail, List<Violation> violations) {
        return new ProblemException(new Problem(Status.CONFLICT, code, detail, violations), Map.of());
    }

    public static ProblemException tooSlow(String code, String detail) {
        return new ProblemException(new Problem(Status.REQUEST_TIMEOUT, code, detail), Map.of());
    }

    public static ProblemException tooLarge(String code, String detail) {
        return new ProblemException(new Problem(Status.REQUEST_ENTITY_TOO_LARGE, code, detail), Map.of());
    }

    public static ProblemException unsupported(String code, String detail) {
        return new ProblemException(new Problem(Status.UNSUPPORTED_MEDIA_TYPE, code, detail), Map.of());
    }

    public static ProblemException of(Status status, String code, String detail) {
        return new ProblemException(new Problem(status, code, detail), Map.of());
    }

    /** A content encoding that is not undone here; the answer names those that are (RFC 9110, section 12.5.3). */
    public static ProblemException unsupportedEncoding(String code, String detail, String supported) {
        return new ProblemException(
                new Problem(Status.UNSUPPORTED_MEDIA_TYPE, code, detail),
                Map.of(HttpHeaders.ACCEPT_ENCODING, supported));
    }

    /**
     * More than the caller's share.
     *
     * @param retryAfter how long the publisher should wait before it asks again
     */
    public static ProblemException tooMany(String code, String detail, Duration retryAfter) {
        return new ProblemException(
                new Problem(Status.TOO_MANY_REQUESTS, code, detail),
                Map.of(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds())));
    }

    /**
     * A failure that heals.
     *
     * @param retryAfter how long the publisher should wait before it sends the same again
     */
    public static ProblemException unavailable(String code, String detail, Duration retryAfter) {
        return new ProblemException(
                new Problem(Status.SERVICE_UNAVAILABLE, code, detail),
                Map.of(HttpHeaders.RETRY_AFTER, Long.toString(retryAfter.toSeconds())));
    }

    Problem problem() {
        return problem;
    }

    /** What the answer says beside the problem. */
    Map<String, String> headers() {
        return headers;
    }
}
