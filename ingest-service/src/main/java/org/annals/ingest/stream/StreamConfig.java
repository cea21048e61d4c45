// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.stream;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How many streams there may be, and how much of each is held. */
@ConfigMapping(prefix = "annals.stream")
interface StreamConfig {

    /** At once; what comes on top is told to come again. */
    @WithDefault("16")
    int maxStreams();

    /** At once, of one publisher, where there is a login. */
    @WithDefault("4")
    int maxStreamsPerPublisher();

    /** Of one stream: lines that wait for the broker, and answers that wait for their reader. */
    @WithDefault("2M")
    MemorySize window();

    /** For a sender to bring no whole line, and to take no answer. */
    @WithDefault("60s")
    Duration maxIdle();
}
