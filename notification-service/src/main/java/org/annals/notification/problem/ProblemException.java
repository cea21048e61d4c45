// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.problem;

import jakarta.ws.rs.core.Response.Status;
import java.util.List;

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

    public static ProblemException badRequest(String code, String detail, List<Violation> violations) {
        return new ProblemException(new Problem(Status.BAD_REQUEST, code, detail, violations));
    }

    public static ProblemException notFound(String code, String detail) {
        return new ProblemException(new Problem(Status.NOT_FOUND, code, detail));
    }

    Problem problem() {
        return problem;
    }
}
