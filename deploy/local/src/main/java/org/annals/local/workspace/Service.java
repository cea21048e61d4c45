// SPDX-License-Identifier: Apache-2.0
package org.annals.local.workspace;

import java.nio.file.Path;
import java.util.Locale;

/** The services, in the order in which they stop: first the one through which new events come in. */
public enum Service {
    INGEST,
    TIMELINE,
    NOTIFICATION;

    /** As in {@code timeline-service}: its module, and how people call it. */
    public String title() {
        return shortName() + "-service";
    }

    /** As in {@code timeline}: its database, where it has one. */
    public String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Path jar(Path home) {
        return home.resolve(title()).resolve("target/quarkus-app/quarkus-run.jar");
    }
}
