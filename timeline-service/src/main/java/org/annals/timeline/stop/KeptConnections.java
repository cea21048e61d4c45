// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.stop;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * From the moment at which the service is asked to stop, each answer asks for its connection to be closed: balancers send
 * new connections elsewhere, but a client who kept one would find it gone in the middle of a request.
 */
@ApplicationScoped
class KeptConnections {

    /** Before all that answers. */
    private static final int FIRST = 10_000;

    private volatile boolean stopping;

    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }

    void register(@Observes Filters filters) {
        filters.register(this::pass, FIRST);
    }

    private void pass(RoutingContext request) {
        if (stopping) {
            request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        request.next();
    }
}
