// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.access;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;

/** Who makes the request of this thread. */
@Singleton
public class Publishers {

    private final Login login;
    private final CurrentVertxRequest request;

    Publishers(Login login, CurrentVertxRequest request) {
        this.login = login;
        this.request = request;
    }

    public Publisher current() {
        if (!login.isRequired()) {
            return Publisher.ANYBODY;
        }
        RoutingContext current = request.getCurrent();
        if (current == null) {
            throw new IllegalStateException("Asked for a publisher where there is no request");
        }
        Caller caller = Gate.caller(current);
        boolean isLimited = !caller.isAny(Role.ADMIN);
        return new Publisher(
                caller.name(),
                current.request().remoteAddress().hostAddress(),
                isLimited ? caller.sources() : null,
                isLimited ? caller.timelines() : null,
                isLimited ? caller.visibility() : null,
                current.request().getHeader(HttpHeaders.AUTHORIZATION),
                caller.expires());
    }
}
