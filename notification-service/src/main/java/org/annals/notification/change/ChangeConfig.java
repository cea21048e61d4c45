// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "annals.change")
interface ChangeConfig {

    /** How many changes and deliveries may be in memory and not in the database; then reading pauses. */
    @WithDefault("10000")
    int maxUnsettled();

    /** For how many timelines of a partition it is kept in memory how far they are; of others, the database is asked. */
    @WithDefault("5000")
    int maxPositions();

    /** How often Kafka is told how far we are. What it does not know yet is skipped by the timeline's position. */
    @WithDefault("PT0.2S")
    Duration commitInterval();

    /** How often to look for changes that have waited for another of their timeline, and need to no more. */
    @WithDefault("PT1S")
    Duration gapInterval();

    /**
     * How long the first change that comes of an unknown timeline waits for those before it, when it is not the first of
     * all; then the timeline is taken to begin with it. Longer than timeline-service tries to publish a change.
     */
    @WithDefault("PT2M")
    Duration startPatience();

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
