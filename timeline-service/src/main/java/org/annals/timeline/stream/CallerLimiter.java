// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.stream;

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

    /** Whether a caller may open one more; one of whom nothing is known always may. */
    boolean hasRoom(@Nullable String caller) {
        return caller == null || open.getOrDefault(caller, 0) < maxPerCaller;
    }

    void add(@Nullable String caller) {
        if (caller != null) {
            open.merge(caller, 1, Integer::sum);
        }
    }

    void release(@Nullable String caller) {
        if (caller != null) {
            open.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
        }
    }
}
