// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.access;

import static jakarta.ws.rs.core.HttpHeaders.WWW_AUTHENTICATE;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.annals.ingest.problem.Problem;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Every request passes here first: its token is checked, and how often its caller came. Not there without a login. */
@Singleton
class Gate {

    static final Problem MISSING_TOKEN = new Problem(
            Status.UNAUTHORIZED, "missing-token", "This needs a token: send it as 'Authorization: Bearer ...'.");

    private static final Problem INVALID_TOKEN = new Problem(
            Status.UNAUTHORIZED,
            "invalid-token",
            "The token is not valid: it is expired, altered, or not signed by whom and for what this service expects.");

    private static final Logger LOG = Logger.getLogger(Gate.class);

    /** Behind the framework's authentication (200), before its authorization (100). */
    private static final int PRIORITY = 150;

    private static final String CALLER = Caller.class.getName();
    private static final int RETRY_AFTER_SECONDS = 5;

    private final Login login;
    private final ObjectMapper mapper;
    private final @Nullable RateLimit limit;

    Gate(Login login, AccessConfig config, ObjectMapper mapper) {
        this.login = login;
        this.mapper = mapper;
        this.limit = config.rateLimit()
                .map(perSecond -> new RateLimit(perSecond, config.burst()))
                .orElse(null);
    }

    void install(@Observes Filters filters) {
        if (login.isRequired()) {
            filters.register(this::identify, PRIORITY);
        } else if (limit != null) {
            filters.register(request -> admit(request, Caller.NOBODY), PRIORITY);
        }
    }

    /** Who makes the request; nobody that is known where it did not come through here. */
    static Caller caller(RoutingContext request) {
        Caller caller = request.get(CALLER);
        return caller == null ? Caller.NOBODY : caller;
    }

    private void identify(RoutingContext request) {
        // The framework's own would answer without saying what is wrong.
        BiConsumer<RoutingContext, Throwable> nothing = (refused, failure) -> {};
        request.put(QuarkusHttpUser.AUTH_FAILURE_HANDLER, nothing);
        var unused = QuarkusHttpUser.getSecurityIdentity(request, null)
                .map(Caller::of)
                .subscribe()
                .with(caller -> admit(request, caller), failure -> refuse(request, failure));
    }

    private void admit(RoutingContext request, Caller caller) {
        if (isTooOften(request, caller)) {
            return;
        }
        request.put(CALLER, caller);
        request.next();
    }

    private void refuse(RoutingContext request, Throwable failure) {
        if (isTooOften(request, Caller.NOBODY)) {
            return;
        }
        if (failure instanceof AuthenticationFailedException) {
            LOG.debugf("Token refused [address=%s, reason=%s]", address(request), failure.getMessage());
            request.response().putHeader(WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"");
            answer(request, INVALID_TOKEN);
            return;
        }
        LOG.warnf("Token not checked [reason=%s]", failure);
        request.response().putHeader(HttpHeaders.RETRY_AFTER, Integer.toString(RETRY_AFTER_SECONDS));
        answer(
                request,
                new Problem(
                        Status.SERVICE_UNAVAILABLE,
                        "login-unavailable",
                        "Tokens can't be checked now, as the identity provider does not answer; try again in a moment."));
    }

    private boolean isTooOften(RoutingContext request, Caller caller) {
        if (limit == null) {
            return false;
        }
        String key = caller.name() == null ? "address " + address(request) : "name " + caller.name();
        Duration wait = limit.take(key, System.nanoTime());
        if (wait.isZero()) {
            return false;
        }
        request.response().putHeader(HttpHeaders.RETRY_AFTER, Long.toString(wait.toSeconds() + 1));
        answer(
                request,
                new Problem(
                        Status.TOO_MANY_REQUESTS,
                        "too-many-requests",
                        "You ask more often than is allowed here; wait for as long as Retry-After says."));
        return true;
    }

    private static String address(RoutingContext request) {
        return request.request().remoteAddress().hostAddress();
    }

    private void answer(RoutingContext request, Problem problem) {
        HttpServerResponse response = request.response();
        try {
            response.setStatusCode(problem.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                    .end(mapper.writeValueAsString(problem));
            // What is left of the body is dropped, so that the connection can go on.
            request.request().resume();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem can't be written", e);
        }
    }
}
