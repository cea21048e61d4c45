// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How messages become changes. */
@ConfigMapping(prefix = "annals.intake")
interface IntakeConfig {

    /** The most messages that are stored in one transaction. */
    @WithDefault("500")
    int batchSize();

    /** How long a correction waits for its event before it is rejected. */
    @WithDefault("PT1H")
    Duration waitingLimit();

    /** How often to look for corrections that have waited for too long. */
    @WithDefault("PT10S")
    Duration tickInterval();

    /** How many revisions may wait for the same event. */
    @WithDefault("100")
    int waitingPerEvent();

    /** How long to pause after a failure of the database or the broker before the batch is tried again. */
    @WithDefault("PT0.5S")
    Duration retryDelay();
}
