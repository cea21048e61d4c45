// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;

/** Limits of imports, and the service that they ask for stored events. */
@ConfigMapping(prefix = "annals.imports")
interface ImportConfig {

    /** Address of timeline-service. */
    @WithDefault("http://127.0.0.1:8080")
    URI timelineUrl();

    /** Time that timeline-service has for an answer. */
    @WithDefault("5s")
    Duration answerLimit();

    /** Time that published events have to be stored, before the answer says that some are pending. */
    @WithDefault("10s")
    Duration storageLimit();

    /** Time that a file has to come in. */
    @WithDefault("10m")
    Duration uploadLimit();

    /** Size of a file, without its compression. */
    @WithDefault("64M")
    MemorySize maxFileSize();

    /** Size of a file of a format that is read as a whole: calendars, feeds, single documents. */
    @WithDefault("16M")
    MemorySize maxDocumentSize();

    /** Size of all parts of a spreadsheet, without their compression. */
    @WithDefault("512M")
    MemorySize maxSpreadsheetSize();

    /** Number of items of a file. */
    @WithDefault("100000")
    int maxItems();

    /** Number of items that a report lists; the progress lines name all. */
    @WithDefault("10000")
    int maxListed();

    /** Number of files that are read at the same time. */
    @WithDefault("2")
    int atOnce();
}
