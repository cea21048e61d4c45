// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.stream;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** How many streams each caller has open, so that none takes the places of all others. */
final class CallerLimiter {

    private final int maxPerCaller;
    private final Map<String, Integer> open = new ConcurrentHashMap<>();

    CallerLimiter(int maxPerCaller) {
        this.maxPerCaller = maxPerCaller;
    }

    /**
     * Takes a place.
     *
     * @param caller null for somebody of whom nothing is known, who is not limited
     * @return whether there was one
     */
    boolean tryAcquire(@Nullable String caller) {
        if (caller == null) {
            return true;
        }
        boolean[] taken = new boolean[1];
        open.compute(caller, (name, before) -> {
            int count = before == null ? 0 : before;
            taken[0] = count < maxPerCaller;
            return taken[0] ? count + 1 : before;
        });
        return taken[0];
    }

    void release(@Nullable String caller) {
        if (caller != null) {
            open.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
        }
    }
}
