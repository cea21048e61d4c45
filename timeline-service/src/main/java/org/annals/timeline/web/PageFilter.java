// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import org.annals.timeline.problem.Problem;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** What holds for every page: a problem is told as a page to whoever reads pages, and nothing foreign is ever loaded. */
class PageFilter {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors ";

    private static final MediaType HTML = MediaType.TEXT_HTML_TYPE.withCharset("utf-8");

    @ServerResponseFilter
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getEntity() instanceof Problem problem) {
            if (readsPages(request)) {
                response.setEntity(new ProblemPage(problem).render(), null, HTML);
            }
            response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        }
        MediaType type = response.getMediaType();
        if (type != null && type.isCompatible(HTML) && !type.isWildcardType()) {
            MultivaluedMap<String, Object> headers = response.getHeaders();
            boolean embedded = request.getUriInfo().getPath().startsWith("/embed/");
            headers.putSingle("Content-Security-Policy", POLICY + (embedded ? "*" : "'none'"));
            headers.putSingle("Referrer-Policy", "no-referrer");
        }
    }

    /** Browsers name text/html first when a person follows a link; scripts and other programs do not. */
    private static boolean readsPages(ContainerRequestContext request) {
        return request.getAcceptableMediaTypes().stream()
                .findFirst()
                .filter(type ->
                        type.getType().equals("text") && type.getSubtype().equals("html"))
                .isPresent();
    }
}
