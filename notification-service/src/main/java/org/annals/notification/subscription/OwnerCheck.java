// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import io.quarkus.runtime.BlockingOperationControl;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.UUID;
import org.annals.notification.access.Callers;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jspecify.annotations.Nullable;

/** For whoever does not own a subscription there is none: of all that has one in its path. */
class OwnerCheck {

    private static final String SUBSCRIPTIONS = "/v1/subscriptions";
    private static final List<String> PARAMETERS = List.of("subscription", "id");
    private static final int AFTER_ROLES = Priorities.USER + 1000;

    private final Subscriptions subscriptions;
    private final Callers callers;

    OwnerCheck(Subscriptions subscriptions, Callers callers) {
        this.subscriptions = subscriptions;
        this.callers = callers;
    }

    @ServerRequestFilter(priority = AFTER_ROLES)
    public void check(ResourceInfo resource, UriInfo uri) {
        String owner = callers.owner();
        // By the resource that was found: a path can be written in many ways.
        Path path = resource.getResourceClass().getAnnotation(Path.class);
        if (owner == null || path == null || !path.value().startsWith(SUBSCRIPTIONS)) {
            return;
        }
        UUID id = id(uri);
        if (id != null && !isOwner(owner, id)) {
            throw SubscriptionResource.unknown(id);
        }
    }

    /** As this replica knows it; one that another has just made is looked up. */
    private boolean isOwner(String owner, UUID id) {
        Subscription known = subscriptions.find(id);
        // Tests are sent from threads that may not wait, and know only what this replica does.
        if (known == null && BlockingOperationControl.isBlockingAllowed()) {
            known = subscriptions.read(id).orElse(null);
        }
        return known != null && owner.equals(known.owner());
    }

    /** Null where there is none; what is no identifier is refused by the resource, as ever. */
    private static @Nullable UUID id(UriInfo uri) {
        for (String parameter : PARAMETERS) {
            String value = uri.getPathParameters().getFirst(parameter);
            if (value != null) {
                try {
                    return UUID.fromString(value);
                } catch (IllegalArgumentException e) {
                    return null;
                }
            }
        }
        return null;
    }
}
