package org.annals.local.workspace;

import java.net.URI;

/** The loopback ports of all parts. */
public record Addresses(int timeline, int ingest, int notification, int broker, int database) {

    /** The services' own defaults. */
    public static final Addresses DEFAULT = new Addresses(8080, 8081, 8082, 19092, 15432);

    public int port(Service service) {
        return switch (service) {
            case INGEST -> ingest;
            case TIMELINE -> timeline;
            case NOTIFICATION -> notification;
        };
    }

    public URI url(Service service) {
        return URI.create("http://127.0.0.1:" + port(service));
    }
}
