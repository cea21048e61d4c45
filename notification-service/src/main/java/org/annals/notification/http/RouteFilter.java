// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.http;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Set;
import java.util.stream.Collectors;
import org.annals.notification.http.Routes.Route;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/**
 * Answers OPTIONS, and refuses methods that a resource does not have, bodies without a type, and clients that accept none
 * of what it produces.
 * The framework does so for some resources alone, and without the headers that tell what would be taken.
 */
class RouteFilter {

    private final Routes routes;

    RouteFilter(Routes routes) {
        this.routes = routes;
    }

    @ServerRequestFilter(preMatching = true)
    public @Nullable Response check(ContainerRequestContext request, RoutingContext connection) {
        Route route = routes.find(connection.normalizedPath());
        if (route == null) {
            return null;
        }
        String method = request.getMethod();
        if (method.equals(HttpMethod.OPTIONS)) {
            return Response.ok().header(HttpHeaders.ALLOW, route.allow()).build();
        }
        ClientErrorException refusal = refusal(request, method, route);
        if (refusal == null) {
            return null;
        }
        // The rest of the body is dropped, so that the connection can go on.
        connection.request().resume();
        throw refusal;
    }

    private static @Nullable ClientErrorException refusal(ContainerRequestContext request, String method, Route route) {
        if (!route.has(method)) {
            return notAllowed(method, route);
        }
        if (hasUntypedBody(request)) {
            return new NotSupportedException(
                    "A body needs a Content-Type that says what it is, such as application/json.");
        }
        return accepts(request, route.produced(method)) ? null : notAcceptable(route.produced(method));
    }

    /** Browsers send such a body across sites without asking. */
    private static boolean hasUntypedBody(ContainerRequestContext request) {
        if (request.getHeaderString(HttpHeaders.CONTENT_TYPE) != null) {
            return false;
        }
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        return request.getHeaderString("Transfer-Encoding") != null || (length != null && !length.equals("0"));
    }

    private static boolean accepts(ContainerRequestContext request, Set<MediaType> produced) {
        Accept accept = Accept.of(request.getHeaderString(HttpHeaders.ACCEPT));
        return produced.isEmpty() || produced.stream().anyMatch(accept::takes);
    }

    private static NotAllowedException notAllowed(String method, Route route) {
        return new NotAllowedException(
                method + " is not possible here. These are: " + route.allow() + ".",
                Response.status(Status.METHOD_NOT_ALLOWED)
                        .header(HttpHeaders.ALLOW, route.allow())
                        .build());
    }

    private static NotAcceptableException notAcceptable(Set<MediaType> produced) {
        String types = produced.stream()
                .map(type -> type.getType() + "/" + type.getSubtype())
                .collect(Collectors.joining(", "));
        return new NotAcceptableException(
                "The answer is one of these, which the header Accept leaves out: " + types + ".");
    }
}
