// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

@ConfigMapping(prefix = "annals.subscription")
interface SubscriptionConfig {

    /** How often to ask what other replicas have changed. */
    @WithDefault("PT0.5S")
    Duration refreshInterval();

    /** How long a secret that was replaced still signs beside the new one. */
    @WithDefault("PT24H")
    Duration formerSecretValidity();

    /** How many subscriptions one owner may have, where there is a login. */
    @WithDefault("200")
    int maxPerOwner();

    /** The longest body of a request; a subscription needs far less. */
    @WithDefault("65536")
    int maxBodyBytes();
}
