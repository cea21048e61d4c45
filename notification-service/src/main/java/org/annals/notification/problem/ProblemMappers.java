// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.problem;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Turns every exception that leaves a resource into a problem. */
class ProblemMappers {

    private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

    private static final int RETRY_AFTER_SECONDS = 5;

    /**
     * Classes of SQLSTATE: connection exception, insufficient resources, not in the prerequisite state, operator
     * intervention.
     */
    private static final Set<String> AWAY = Set.of("08", "53", "55", "57");

    /** The class of SQLSTATE for values. */
    private static final String DATA_EXCEPTION = "22";

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
        return Response.fromResponse(answer(new Problem(status, code, detail)))
                .header(HttpHeaders.ALLOW, e.getResponse().getHeaderString(HttpHeaders.ALLOW))
                .build();
    }

    @ServerExceptionMapper
    public Response failed(Throwable e) {
        if (isDatabaseAway(e)) {
            LOG.warnf("Request refused, the database is away [reason=%s]", e.getMessage());
            Problem problem = new Problem(
                    Status.SERVICE_UNAVAILABLE,
                    "database-unavailable",
                    "The database can't be reached; try again in a moment.");
            return Response.fromResponse(answer(problem))
                    .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                    .build();
        }
        if (isImpossibleValue(e)) {
            LOG.infof("Request refused, a value is impossible [reason=%s]", e.getMessage());
            return answer(new Problem(
                    Status.BAD_REQUEST,
                    "impossible-value",
                    "A value in the request is none that can be stored: it has the character U+0000, or is a number or a "
                            + "time beyond all bounds."));
        }
        String reference = UUID.randomUUID().toString();
        LOG.errorf(e, "Request failed [reference=%s]", reference);
        return answer(new Problem(
                Status.INTERNAL_SERVER_ERROR,
                "internal-error",
                "Something failed here, not in your request. The log names it by reference " + reference + "."));
    }

    /** The pool, which has waited long enough for a connection, gives no state. */
    private static boolean isDatabaseAway(Throwable e) {
        SQLException failure = databaseFailure(e);
        return failure != null
                && (failure.getSQLState() == null
                        || AWAY.contains(failure.getSQLState().substring(0, 2)));
    }

    /** A value that no row can have, such as one with the character U+0000, or a time that the calendar does not have. */
    private static boolean isImpossibleValue(Throwable e) {
        SQLException failure = databaseFailure(e);
        return failure != null
                && failure.getSQLState() != null
                && failure.getSQLState().startsWith(DATA_EXCEPTION);
    }

    private static @Nullable SQLException databaseFailure(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql;
            }
        }
        return null;
    }

    private static Response answer(Problem problem) {
        return Response.status(problem.status())
                .type(Problem.MEDIA_TYPE)
                .entity(problem)
                .build();
    }
}
