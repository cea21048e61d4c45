// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.access;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Response.Status;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.annals.ingest.problem.Problem;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** Refuses whoever has not the role that a resource asks for; once its method is found, so that no path leads past it. */
class RoleCheck {

    private final Login login;
    private final AccessConfig config;

    RoleCheck(Login login, AccessConfig config) {
        this.login = login;
        this.config = config;
    }

    @ServerRequestFilter
    public @Nullable Response check(ResourceInfo resource, RoutingContext request) {
        if (!login.isRequired()) {
            return null;
        }
        Allowed allowed = allowed(resource);
        Caller caller = Gate.caller(request);
        if (allowed != null && (isForEverybody(allowed) || caller.isAny(allowed.value()))) {
            return null;
        }
        if (allowed == null && caller.isAny(Role.ADMIN)) {
            return null;
        }
        // What is left of the body is dropped, so that the connection can go on.
        request.request().resume();
        return caller.name() == null ? unauthorized() : forbidden(allowed);
    }

    private boolean isForEverybody(Allowed allowed) {
        return allowed.everybody()
                || (config.anonymousReading() && Arrays.asList(allowed.value()).contains(Role.READER));
    }

    private static @Nullable Allowed allowed(ResourceInfo resource) {
        Allowed ofMethod = resource.getResourceMethod().getAnnotation(Allowed.class);
        return ofMethod == null ? resource.getResourceClass().getAnnotation(Allowed.class) : ofMethod;
    }

    private static Response unauthorized() {
        return Response.status(Status.UNAUTHORIZED)
                .type(Problem.MEDIA_TYPE)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer")
                .entity(Gate.MISSING_TOKEN)
                .build();
    }

    private static Response forbidden(@Nullable Allowed allowed) {
        String roles = allowed == null || allowed.value().length == 0
                ? Role.ADMIN.group()
                : Arrays.stream(allowed.value())
                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(" or "));
        return Response.status(Status.FORBIDDEN)
                .type(Problem.MEDIA_TYPE)
                .entity(new Problem(
                        Status.FORBIDDEN,
                        "role-missing",
                        "This is for the role " + roles + ", which the token's groups do not name."))
                .build();
    }
}
