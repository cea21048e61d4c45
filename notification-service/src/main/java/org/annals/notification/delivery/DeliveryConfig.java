// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;

@ConfigMapping(prefix = "annals.delivery")
public interface DeliveryConfig {

    /** How long an attempt may take in all, from the connection to the answer. */
    @WithDefault("PT15S")
    Duration timeout();

    /** Delays before each attempt, the first included: those of Standard Webhooks. When they are used up, it is over. */
    @WithDefault("PT0S,PT5S,PT5M,PT30M,PT2H,PT5H,PT10H,PT14H,PT20H,PT24H")
    List<Duration> schedule();

    /** How long an attempt counts as one that is about to be answered; from then on, its endpoint is slow. */
    @WithDefault("PT0.1S")
    Duration quick();

    /**
     * How many attempts may be about to be answered at once. More would not make them faster, but slow: on a loaded
     * machine the last of them would wait longer than {@link #quick}.
     */
    @WithDefault("64")
    int maxQuick();

    /** The same for a single endpoint; what comes up beyond that waits its turn, and in the database when that is not soon. */
    @WithDefault("16")
    int maxQuickPerEndpoint();

    /** How many first attempts may wait for slow endpoints, in all. Each is a connection. */
    @WithDefault("1024")
    int maxSlow();

    /** The same for a single endpoint; what it gets beyond that waits in the database. */
    @WithDefault("16")
    int maxSlowPerEndpoint();

    /** How many retries may be on their way, in all. */
    @WithDefault("1024")
    int maxRetries();

    /** The same for a single endpoint. */
    @WithDefault("16")
    int maxRetriesPerEndpoint();

    /** How many webhooks a second go to a host and port at most, from each replica, over all its subscriptions. */
    @WithDefault("100")
    int rateLimit();

    /** After how many failures in a row an endpoint is left alone for a while. */
    @WithDefault("5")
    int circuitFailures();

    /** For how long at first; then for twice as long each time that the one attempt after it fails, too. */
    @WithDefault("PT10S")
    Duration circuitFirstPause();

    /** The longest while; also when a receiver asks for more by Retry-After, which counts for its delivery alone. */
    @WithDefault("PT5M")
    Duration circuitLongestPause();

    /** How long a claim outlives the timeout of its attempt, so that its outcome can be stored first. */
    @WithDefault("PT15S")
    Duration claimMargin();

    /** For how long an endpoint may fail without one success before its subscription is disabled. */
    @WithDefault("P5D")
    Duration disableAfter();

    /** How long finished deliveries are kept, with their attempts. */
    @WithDefault("P30D")
    Duration retention();

    /** How often to look for those that are to be removed. */
    @WithDefault("PT1M")
    Duration retentionInterval();

    /** How often to look for due deliveries. */
    @WithDefault("PT0.5S")
    Duration pollInterval();

    /** How long attempts may take to end when the service stops. */
    @WithDefault("PT5S")
    Duration stopTimeout();
}
