// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.outbound;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

@ConfigMapping(prefix = "annals.target")
interface TargetConfig {

    /**
     * Hosts, addresses and networks (as in {@code 10.0.0.0/8}) that webhooks may go to although they are not on the
     * public internet, and by http as well as by https.
     */
    Optional<List<String>> allowed();

    /**
     * Whom webhooks are from, as a name such as {@code annals.example.org}. Where it is set, a new sink is asked whether
     * it agrees; by default it is not.
     */
    Optional<String> handshakeOrigin();

    /** How long a new subscription waits for that. */
    @WithDefault("PT5S")
    Duration handshakeTimeout();

    /** How long a new subscription waits for its sink's name to be looked up; each attempt looks again. */
    @WithDefault("PT2S")
    Duration lookupTimeout();
}
