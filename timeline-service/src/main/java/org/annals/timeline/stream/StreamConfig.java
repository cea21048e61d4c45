// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.stream;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How streams are kept. */
@ConfigMapping(prefix = "annals.live")
interface StreamConfig {

    /** The most streams that are open at a time in this process; more are answered with 503. */
    @WithDefault("10000")
    int maxOpen();

    /** The most of one caller, by name or else by address, where there is a login; more are answered with 429. */
    @WithDefault("1000")
    int maxOpenPerCaller();

    /** How often a stream says that it is alive, and where it is. */
    @WithDefault("PT15S")
    Duration heartbeat();

    /** How long a reader may take nothing of what waits for it before it is dropped. */
    @WithDefault("PT10S")
    Duration stallLimit();

    /** When a reader that lost its stream should ask for it again. */
    @WithDefault("PT2S")
    Duration retry();
}
