// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.publishing;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long the broker may take. */
@ConfigMapping(prefix = "annals.publishing")
interface PublishingConfig {

    /** To confirm a record, before its publisher is told to come again. */
    @WithDefault("10s")
    Duration confirmationTimeout();

    /** To say which partitions there are, or to make room in a full buffer; a request's thread waits for it. */
    @WithDefault("1s")
    Duration maxBlock();

    /** To be silent before this service calls itself not ready; shorter pauses are no reason to take it away. */
    @WithDefault("15s")
    Duration maxSilence();

    /** In the producer for records that wait: more than the bodies that they come from can fill. */
    @WithDefault("64M")
    MemorySize bufferMemory();

    /** Of records on their way: none, gzip, snappy, lz4 or zstd. */
    @WithDefault("lz4")
    String compression();
}
