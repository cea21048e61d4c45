// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import org.annals.local.workspace.Addresses;
import org.annals.local.workspace.Addresses.Listener;
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
            names = "--timeline-management-port",
            paramLabel = "PORT",
            defaultValue = "${env:ANNALS_TIMELINE_MANAGEMENT_PORT:-9080}",
            description = "health and metrics of timeline-service (default: $ANNALS_TIMELINE_MANAGEMENT_PORT or 9080).")
    private int timelineManagement;

    @Option(
            names = "--ingest-port",
            paramLabel = "PORT",
            defaultValue = "${env:ANNALS_INGEST_PORT:-8081}",
            description = "ingest-service (default: $ANNALS_INGEST_PORT or 8081).")
    private int ingest;

    @Option(
            names = "--ingest-management-port",
            paramLabel = "PORT",
            defaultValue = "${env:ANNALS_INGEST_MANAGEMENT_PORT:-9081}",
            description = "health and metrics of ingest-service (default: $ANNALS_INGEST_MANAGEMENT_PORT or 9081).")
    private int ingestManagement;

    @Option(
            names = "--notification-port",
            paramLabel = "PORT",
            defaultValue = "${env:ANNALS_NOTIFICATION_PORT:-8082}",
            description = "notification-service (default: $ANNALS_NOTIFICATION_PORT or 8082).")
    private int notification;

    @Option(
            names = "--notification-management-port",
            paramLabel = "PORT",
            defaultValue = "${env:ANNALS_NOTIFICATION_MANAGEMENT_PORT:-9082}",
            description =
                    "health and metrics of notification-service (default: $ANNALS_NOTIFICATION_MANAGEMENT_PORT or 9082).")
    private int notificationManagement;

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
        return new Addresses(
                new Listener(timeline, timelineManagement),
                new Listener(ingest, ingestManagement),
                new Listener(notification, notificationManagement),
                broker,
                database);
    }
}
