package org.annals.local.run;

import org.annals.local.workspace.Addresses;
import picocli.CommandLine.Option;

/** Where each part listens. */
final class PortOptions {

    @Option(
            names = "--timeline-port",
            paramLabel = "PORT",
            defaultValue = "${env:ANNALS_TIMELINE_PORT:-8080}",
            description = "timeline-service (default: $ANNALS_TIMELINE_PORT or 8080).")
    private int timeline;

    @Option(
            names = "--ingest-port",
            paramLabel = "PORT",
            defaultValue = "${env:ANNALS_INGEST_PORT:-8081}",
            description = "ingest-service (default: $ANNALS_INGEST_PORT or 8081).")
    private int ingest;

    @Option(
            names = "--notification-port",
            paramLabel = "PORT",
            defaultValue = "${env:ANNALS_NOTIFICATION_PORT:-8082}",
            description = "notification-service (default: $ANNALS_NOTIFICATION_PORT or 8082).")
    private int notification;

    @Option(
            names = "--broker-port",
            paramLabel = "PORT",
            defaultValue = "${env:ANNALS_BROKER_PORT:-19092}",
            description = "Kafka (default: $ANNALS_BROKER_PORT or 19092).")
    private int broker;

    @Option(
            names = "--database-port",
            paramLabel = "PORT",
            defaultValue = "${env:ANNALS_DATABASE_PORT:-15432}",
            description = "PostgreSQL (default: $ANNALS_DATABASE_PORT or 15432).")
    private int database;

    Addresses addresses() {
        return new Addresses(timeline, ingest, notification, broker, database);
    }
}
