// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.body;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How much of what publishers send is held at once, and for how long they may take to send it. */
@ConfigMapping(prefix = "annals.body")
interface BodyConfig {

    /** Of all requests that are read, or wait for the broker; what comes on top is refused, not buffered. */
    @WithDefault("32M")
    MemorySize maxInFlight();

    /** For a body to come in whole. */
    @WithDefault("60s")
    Duration maxDuration();
}
