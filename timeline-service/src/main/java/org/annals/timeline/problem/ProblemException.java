// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.problem;

import jakarta.ws.rs.core.Response.Status;

/** A request that can't be answered as asked; becomes the problem that it carries. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.detail());
        this.problem = problem;
    }

    public static ProblemException badRequest(String code, String detail) {
        return new ProblemException(new Problem(Status.BAD_REQUEST, code, detail));
    }

    /** Refuses the sequence of a change that a timeline does not have. */
    public static ProblemException notReached(String parameter, long sequence, long last) {
        return badRequest(
                "invalid-parameter",
                parameter + " must be from 0 to " + last + ", the last sequence of the timeline, not " + sequence
                        + ". A sequence from elsewhere, or from before a database was restored, is no place in it.");
    }

    /** Refuses a cursor that names what is not stored here. */
    public static ProblemException foreignCursor() {
        return badRequest(
                "invalid-cursor",
                "The cursor is from elsewhere, or from before a database was restored. Begin with the first page.");
    }

    public static ProblemException notFound(String code, String detail) {
        return new ProblemException(new Problem(Status.NOT_FOUND, code, detail));
    }

    public static ProblemException unknownTimeline(String timeline) {
        return notFound("unknown-timeline", "There is no timeline " + timeline + ". The first event creates it.");
    }

    Problem problem() {
        return problem;
    }
}
