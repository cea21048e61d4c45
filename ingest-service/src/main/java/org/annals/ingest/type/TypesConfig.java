// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.type;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Which types events may have. */
@ConfigMapping(prefix = "annals.ingest.types")
interface TypesConfig {

    /** Whether an event's type must be registered or built in. */
    @WithDefault("false")
    boolean strict();

    /** How many types can be registered; each replica holds them all. */
    @WithDefault("1000")
    int max();
}
