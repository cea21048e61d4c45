// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.access;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response.Status.Family;
import java.util.Locale;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Who did what, once it is done, in the log category {@code annals.audit}: a JSON object a line, for every request that
 * changes something, without what was sent. Without a login nobody is known, and nothing is written.
 */
class Audit {

    private static final Logger LOG = Logger.getLogger("annals.audit");

    private final Login login;

    Audit(Login login) {
        this.login = login;
    }

    @ServerResponseFilter
    public void write(
            ContainerRequestContext request,
            ContainerResponseContext response,
            ResourceInfo resource,
            RoutingContext routing) {
        if (!login.isRequired()
                || request.getMethod().equals(HttpMethod.GET)
                || response.getStatusInfo().getFamily() != Family.SUCCESSFUL) {
            return;
        }
        Caller caller = Gate.caller(routing);
        if (caller.name() == null) {
            // Whoever follows a link in a mail.
            return;
        }
        ObjectNode line = JsonNodeFactory.instance.objectNode();
        line.put("action", action(resource));
        line.put("who", caller.name());
        line.put("address", routing.request().remoteAddress().hostAddress());
        line.put(
                "path",
                response.getLocation() == null
                        ? request.getUriInfo().getPath()
                        : response.getLocation().getPath());
        LOG.info(line);
    }

    /** As in {@code subscription-create} and {@code lifecycle-pause}. */
    private static String action(ResourceInfo resource) {
        String name = resource.getResourceClass().getSimpleName().replaceFirst("Resource.*", "");
        return name.toLowerCase(Locale.ROOT) + "-"
                + resource.getResourceMethod().getName();
    }
}
