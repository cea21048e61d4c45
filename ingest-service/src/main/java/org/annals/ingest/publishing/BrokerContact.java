// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.publishing;

import jakarta.inject.Singleton;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When the broker was last heard of. */
@Singleton
class BrokerContact {

    private volatile @Nullable Long lastNanos;

    void made() {
        lastNanos = System.nanoTime();
    }

    /** How long ago; null where it never was. */
    @Nullable
    Duration silence() {
        Long last = lastNanos;
        return last == null ? null : Duration.ofNanos(System.nanoTime() - last);
    }
}
