package org.annals.notification.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

@ConfigMapping(prefix = "annals.delivery")
interface DeliveryConfig {

    /** How long an attempt may take in all, from the connection to the answer. */
    @WithDefault("PT15S")
    Duration timeout();

    /** Delays before each attempt, the first included: those of Standard Webhooks. When they are used up, it is over. */
    @WithDefault("PT0S,PT5S,PT5M,PT30M,PT2H,PT5H,PT10H,PT14H,PT20H,PT24H")
    List<Duration> schedule();

    /** How long an attempt counts as one that is about to be answered; from then on, its endpoint is slow. */
    @WithDefault("PT0.05S")
    Duration quick();

    /** How many attempts may be about to be answered at once. */
    @WithDefault("256")
    int maxQuick();

    /** How many attempts may wait for slow endpoints or be retries, in all. Each is a connection. */
    @WithDefault("1024")
    int maxSlow();

    /** The same for a single endpoint; what it gets beyond that waits in the database. */
    @WithDefault("16")
    int maxSlowPerEndpoint();

    /** How long a claim outlives the timeout of its attempt, so that its outcome can be stored first. */
    @WithDefault("PT15S")
    Duration claimMargin();

    /** How often to look for due deliveries. */
    @WithDefault("PT0.5S")
    Duration pollInterval();

    /** How long attempts may take to end when the service stops. */
    @WithDefault("PT5S")
    Duration stopTimeout();
}
