// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.access;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who looks at what is answered to the request of this thread. */
@Singleton
public class Viewers {

    private final Login login;
    private final AccessConfig config;
    private final CurrentVertxRequest request;
    private final Clock clock;

    Viewers(Login login, AccessConfig config, CurrentVertxRequest request, Clock clock) {
        this.clock = clock;
        this.login = login;
        this.config = config;
        this.request = request;
    }

    public Viewer current() {
        return login.isRequired() ? Gate.caller(routing()).viewer() : Viewer.ALL;
    }

    /** Who asks, by name or else by address; null without a login. */
    public @Nullable String caller() {
        return login.isRequired() ? Gate.key(routing()) : null;
    }

    /** What whoever asks may publish. */
    public PublisherScope publisherScope() {
        if (!login.isRequired() || current().seesAll()) {
            return PublisherScope.ANY;
        }
        return Gate.caller(routing()).scope();
    }

    /** How long the token of this request is still good for; null where there is none. */
    public @Nullable Duration remaining() {
        Instant expires = login.isRequired() ? Gate.caller(routing()).expires() : null;
        return expires == null ? null : Duration.between(clock.instant(), expires);
    }

    /** Whether answers differ by who asks. */
    public boolean differ() {
        return login.isRequired();
    }

    /** Whether what is public may be kept by caches that others share. */
    public boolean publicIsForEverybody() {
        return !login.isRequired() || config.anonymousReading();
    }

    /** Whether whoever asks is shown just what everybody is. */
    public boolean seePublicAlone() {
        return login.isRequired() && config.anonymousReading() && current().equals(Viewer.OF_PUBLIC);
    }

    private RoutingContext routing() {
        RoutingContext current = request.getCurrent();
        if (current == null) {
            throw new IllegalStateException("Asked for a viewer where there is no request");
        }
        return current;
    }
}
