// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.event;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How much a publisher may send. */
@ConfigMapping(prefix = "annals.ingest")
public interface IngestConfig {

    @WithDefault("8M")
    MemorySize maxRequestSize();

    @WithDefault("256K")
    MemorySize maxEventSize();

    /** The most events of one batch. */
    @WithDefault("10000")
    int maxBatchEvents();
}
