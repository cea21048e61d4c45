// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.outbound;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.InetAddress;

/** Looks names of hosts up, without a thread that waits, so that a name server that hangs delays nobody else. */
@ApplicationScoped
class NameService {

    private final Vertx vertx;

    NameService(Vertx vertx) {
        this.vertx = vertx;
    }

    /** One of the host's addresses. */
    Future<InetAddress> lookUp(String host) {
        return Future.future(found -> ((VertxInternal) vertx).resolveAddress(host, found));
    }
}
