// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import java.time.Duration;

/** How long to wait before a service that ended by itself is started again: twice as long each time, up to a limit. */
final class Backoff {

    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LIMIT = Duration.ofSeconds(30);

    private Duration next = FIRST;

    Duration next() {
        Duration current = next;
        Duration doubled = current.multipliedBy(2);
        next = doubled.compareTo(LIMIT) > 0 ? LIMIT : doubled;
        return current;
    }

    /** It runs well: the next failure is a first one again. */
    void reset() {
        next = FIRST;
    }
}
