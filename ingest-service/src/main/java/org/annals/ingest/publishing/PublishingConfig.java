package org.annals.ingest.publishing;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How far publishing may go before it says no. */
@ConfigMapping(prefix = "annals.publishing")
interface PublishingConfig {

    /** How much may wait for the broker's confirmation; more is refused, not buffered. */
    @WithDefault("32M")
    MemorySize maxInFlight();

    /** How long the broker may take to confirm before the publisher is told that it did not. */
    @WithDefault("10s")
    Duration confirmationTimeout();
}
