// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.access;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Who makes the request of this thread. */
@Singleton
public class Callers {

    private final Login login;
    private final CurrentVertxRequest request;

    Callers(Login login, CurrentVertxRequest request) {
        this.login = login;
        this.request = request;
    }

    /** Whose subscriptions they may see and change; null for everybody's. */
    public @Nullable String owner() {
        Caller caller = current();
        return caller == null || caller.isAny(Role.ADMIN) ? null : caller.name();
    }

    /** To whom a subscription that they make belongs; null where nobody is known. */
    public @Nullable String name() {
        Caller caller = current();
        return caller == null ? null : caller.name();
    }

    /** What they may be told of. */
    public Viewer viewer() {
        Caller caller = current();
        return caller == null ? Viewer.ALL : caller.viewer();
    }

    /** Null where there is no login. */
    private @Nullable Caller current() {
        if (!login.isRequired()) {
            return null;
        }
        RoutingContext current = request.getCurrent();
        if (current == null) {
            throw new IllegalStateException("Asked for a caller where there is no request");
        }
        return Gate.caller(current);
    }
}
