package org.annals.notification.change;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "annals.change")
interface ChangeConfig {

    /** How many changes and deliveries may be in memory and not in the database; then reading pauses. */
    @WithDefault("10000")
    int maxUnsettled();

    /** How often Kafka is told how far we are. What it does not know yet is skipped by the timeline's position. */
    @WithDefault("PT0.2S")
    Duration commitInterval();

    /** How long to wait after a failure before trying again. */
    @WithDefault("PT1S")
    Duration retryPause();

    /** How long what is under way may take to be stored when the service stops. */
    @WithDefault("PT5S")
    Duration stopTimeout();

    /** How many deliveries of a catch-up may wait for one subscription; then it pauses until they are fewer. */
    @WithDefault("1000")
    int maxWaiting();

    /** How many records a catch-up reads and stores at once. */
    @WithDefault("500")
    int catchUpBatch();
}
