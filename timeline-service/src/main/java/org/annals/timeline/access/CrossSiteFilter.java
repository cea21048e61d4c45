// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.Response.Status;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.annals.timeline.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Refuses requests that the page of another site makes a browser send. Without a login, being on this machine is the
 * permission, and a browser on this machine sends requests for every page that its user visits: across sites, or under a
 * name of that site that was made to lead to this machine (DNS rebinding). With a login, the host name is checked where
 * names are configured: feeds and exports repeat it in their links.
 */
@Singleton
class CrossSiteFilter {

    private static final Problem UNKNOWN_HOST = new Problem(
            Status.FORBIDDEN,
            "host-not-allowed",
            "This service does not answer under the host name of this request. Without a login, it answers under the"
                    + " names of this machine, such as localhost. Add other names to ANNALS_ACCESS_ALLOWED_HOSTS.");

    private static final Problem OTHER_SITE = new Problem(
            Status.FORBIDDEN,
            "cross-site-request",
            "This request comes from the page of another site, which may not ask as long as there is no login. Set"
                    + " ANNALS_ACCESS_ALLOWED_HOSTS where pages of that host may.");

    /** Before all that answers by itself, such as the framework's CORS filter (300). */
    private static final int PRIORITY = 400;

    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|::1");

    private final boolean isOpen;
    private final boolean checksHost;
    private final List<String> allowedHosts;
    private final ObjectMapper mapper;

    CrossSiteFilter(Login login, AccessConfig config, ObjectMapper mapper) {
        this.isOpen = !login.isRequired();
        this.allowedHosts = config.allowedHosts().orElse(List.of()).stream()
                .map(host -> host.toLowerCase(Locale.ROOT))
                .toList();
        this.checksHost = isOpen || !allowedHosts.isEmpty();
        this.mapper = mapper;
    }

    void install(@Observes Filters filters) {
        filters.register(this::check, PRIORITY);
    }

    private void check(RoutingContext routing) {
        Problem problem = wrong(routing.request());
        if (problem == null) {
            routing.next();
        } else {
            refuse(routing, problem);
        }
    }

    private @Nullable Problem wrong(HttpServerRequest request) {
        if (checksHost
                && !isOwn(
                        request.authority() == null ? null : request.authority().host())) {
            return UNKNOWN_HOST;
        }
        return isOpen && isCrossSite(request) ? OTHER_SITE : null;
    }

    private boolean isCrossSite(HttpServerRequest request) {
        String origin = request.getHeader(HttpHeaders.ORIGIN);
        if (origin != null) {
            return !isOwn(host(origin));
        }
        return "cross-site".equals(request.getHeader("Sec-Fetch-Site")) && !isNavigation(request);
    }

    /** A link that is followed, or a frame; the site that it comes from can't read the answer. */
    private static boolean isNavigation(HttpServerRequest request) {
        return (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD))
                && "navigate".equals(request.getHeader("Sec-Fetch-Mode"));
    }

    private boolean isOwn(@Nullable String host) {
        if (host == null) {
            return false;
        }
        String name = (host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host)
                .toLowerCase(Locale.ROOT);
        return LOOPBACK.matcher(name).matches() || allowedHosts.contains(name);
    }

    private static @Nullable String host(String origin) {
        try {
            return new URI(origin).getHost();
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private void refuse(RoutingContext routing, Problem problem) {
        try {
            routing.response()
                    .setStatusCode(problem.status())
                    .putHeader(HttpHeaders.CONTENT_TYPE, Problem.MEDIA_TYPE)
                    .end(mapper.writeValueAsString(problem));
            // The rest of the body is dropped, so that the connection can go on.
            routing.request().resume();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A problem can't be written", e);
        }
    }
}
