// SPDX-License-Identifier: Apache-2.0
package org.annals.local.workspace;

import java.net.URI;

/** The loopback ports of all parts. */
public record Addresses(Listener timeline, Listener ingest, Listener notification, int broker, int database) {

    /**
     * The ports of a service.
     *
     * @param management for health and metrics
     */
    public record Listener(int port, int management) {}

    /** The services' own defaults. */
    public static final Addresses DEFAULT =
            new Addresses(new Listener(8080, 9080), new Listener(8081, 9081), new Listener(8082, 9082), 19092, 15432);

    public Listener listener(Service service) {
        return switch (service) {
            case INGEST -> ingest;
            case TIMELINE -> timeline;
            case NOTIFICATION -> notification;
        };
    }

    public URI url(Service service) {
        return URI.create("http://127.0.0.1:" + listener(service).port());
    }

    /** Where its health and metrics are. */
    public URI management(Service service) {
        return URI.create("http://127.0.0.1:" + listener(service).management());
    }
}
