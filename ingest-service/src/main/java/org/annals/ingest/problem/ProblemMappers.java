package org.annals.ingest.problem;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Locale;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Turns every exception that leaves a resource into a problem, and counts it by its code. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);
    private static final int RETRY_AFTER_SECONDS = 5;
    private static final String EVENT_TYPES = "application/cloudevents+json or application/cloudevents-batch+json";

    private final MeterRegistry registry;

    ProblemMappers(MeterRegistry registry) {
        this.registry = registry;
    }

    @ServerExceptionMapper
    public Response refused(ProblemException e) {
        return answer(e.problem());
    }

    /** What the framework refuses by itself: an unknown path, a method or a media type that is not offered. */
    @ServerExceptionMapper
    public Response refused(WebApplicationException e) {
        Response.StatusType status = e.getResponse().getStatusInfo();
        String code = status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-');
        String detail = status.getStatusCode() == Status.UNSUPPORTED_MEDIA_TYPE.getStatusCode()
                ? "Content-Type must be one that this address takes: for events, " + EVENT_TYPES + "."
                : String.valueOf(e.getMessage());
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

    private Response answer(Problem problem) {
        registry.counter("annals.requests.refused", "code", problem.code()).increment();
        Response.ResponseBuilder answer =
                Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem);
        if (problem.status() == Status.SERVICE_UNAVAILABLE.getStatusCode()) {
            answer.header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return answer.build();
    }
}
