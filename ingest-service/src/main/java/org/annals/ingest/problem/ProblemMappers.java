package org.annals.ingest.problem;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Locale;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every exception that leaves a resource into a problem. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    @ServerExceptionMapper
    public Response refused(ProblemException e) {
        return answer(e.problem());
    }

    /** What the framework refuses by itself: an unknown path, a method or a media type that is not offered. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException e) {
        Response.StatusType status = e.getResponse().getStatusInfo();
        String code = status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
        String detail = e.getMessage() == null ? status.getReasonPhrase() : e.getMessage();
        return answer(new Problem(status, code, detail));
    }

    @ServerExceptionMapper
    public Response failed(Throwable e) {
        String reference = UUID.randomUUID().toString();
        LOG.errorf(e, "Request failed [reference=%s]", reference);
        return answer(new Problem(
                Status.INTERNAL_SERVER_ERROR,
                "internal-error",
                "Something failed here, not in your request. The log names it by reference " + reference + "."));
    }

    private static Response answer(Problem problem) {
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }
}
