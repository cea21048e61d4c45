package org.annals.ingest.problem;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.util.Locale;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every exception that leaves a resource into a problem, and counts it by its code. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    private static final String TAKEN = "This content type is not taken here. Events come as "
            + "application/cloudevents+json, application/cloudevents-batch+json or, with the attributes in ce- headers, "
            + "application/json; descriptions of timelines as application/json.";

    private final MeterRegistry registry;

    ProblemMappers(MeterRegistry registry) {
        this.registry = registry;
    }

    @ServerExceptionMapper
    public Response refused(ProblemException e) {
        ResponseBuilder answer = answer(e.problem());
        e.headers().forEach(answer::header);
        return answer.build();
    }

    /** What the framework refuses by itself: an unknown path, a method or a media type that is not offered. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException e) {
        Response.StatusType status = e.getResponse().getStatusInfo();
        String code = status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
        return answer(new Problem(status, code, detail(e, status))).build();
    }

    @ServerExceptionMapper
    public Response failed(Throwable e) {
        String reference = UUID.randomUUID().toString();
        LOG.errorf(e, "Request failed [reference=%s]", reference);
        Problem problem = new Problem(
                Response.Status.INTERNAL_SERVER_ERROR,
                "internal-error",
                "Something failed here, not in your request. The log names it by reference " + reference + ".");
        return answer(problem).build();
    }

    private static String detail(WebApplicationException e, Response.StatusType status) {
        if (e instanceof NotSupportedException) {
            return TAKEN;
        }
        return e.getMessage() == null ? status.getReasonPhrase() : e.getMessage();
    }

    private ResponseBuilder answer(Problem problem) {
        registry.counter("annals.requests.refused", "code", problem.code()).increment();
        return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
    }
}
