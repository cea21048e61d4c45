// SPDX-License-Identifier: Apache-2.0
package org.annals.system.benchmark;

import java.time.Duration;

/** How long and with how much to measure. */
enum Effort {
    QUICK(Duration.ofSeconds(4), Duration.ofSeconds(3), 1, 20_000),
    FULL(Duration.ofSeconds(20), Duration.ofSeconds(6), 3, 100_000);

    private final Duration warmUp;
    private final Duration measure;
    private final int rounds;
    private final int events;

    Effort(Duration warmUp, Duration measure, int rounds, int events) {
        this.warmUp = warmUp;
        this.measure = measure;
        this.rounds = rounds;
        this.events = events;
    }

    /** Until the compiler has seen what is hot. */
    Duration warmUp() {
        return warmUp;
    }

    Duration measure() {
        return measure;
    }

    /** How often ours and the reference take turns, so that what else the machine does meets both. */
    int rounds() {
        return rounds;
    }

    /** How many events make a backlog. */
    int events() {
        return events;
    }

    /** At which shares of the highest rate latency is measured. */
    double[] loads() {
        return this == QUICK ? new double[] {0.5} : new double[] {0.1, 0.25, 0.5, 0.7, 0.8, 0.9, 0.95};
    }
}
