// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.problem;

import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.util.Locale;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers every exception that leaves a resource with a problem. */
class ProblemMappers {

    private static final String TAKEN = "This content type is not taken here. Events come as "
            + "application/cloudevents+json, application/cloudevents-batch+json or, with the attributes in ce- headers, "
            + "application/json; any number of them, line by line, as application/x-ndjson; descriptions of timelines as "
            + "application/json.";

    private final Problems problems;

    ProblemMappers(Problems problems) {
        this.problems = problems;
    }

    @ServerExceptionMapper
    public Response refused(ProblemException e) {
        ResponseBuilder answer = answer(problems.ofRequest(e));
        e.headers().forEach(answer::header);
        return answer.build();
    }

    /** What the framework refuses by itself: an unknown path, a method or a media type that is not offered. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException e) {
        Response.StatusType status = e.getResponse().getStatusInfo();
        String code = status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
        return answer(problems.counted(new Problem(status, code, detail(e, status))))
                .header(HttpHeaders.ALLOW, e.getResponse().getHeaderString(HttpHeaders.ALLOW))
                .build();
    }

    @ServerExceptionMapper
    public Response failed(Throwable e) {
        if (isUnreadableMediaType(e)) {
            return refused(new NotSupportedException(e));
        }
        return answer(problems.ofRequest(e)).build();
    }

    /** The framework refuses a content type that is not offered, and fails on one that is none. */
    private static boolean isUnreadableMediaType(Throwable e) {
        return e instanceof IllegalArgumentException
                && e.getMessage() != null
                && e.getMessage().startsWith("Failed to parse media type");
    }

    private static String detail(WebApplicationException e, Response.StatusType status) {
        if (e instanceof NotSupportedException) {
            return TAKEN;
        }
        return e.getMessage() == null ? status.getReasonPhrase() : e.getMessage();
    }

    private static ResponseBuilder answer(Problem problem) {
        return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
    }
}
