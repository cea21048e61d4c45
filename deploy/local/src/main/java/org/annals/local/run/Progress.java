// SPDX-License-Identifier: Apache-2.0
package org.annals.local.run;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** What {@code up} and {@code down} say while they work: one line per step, with its seconds. */
final class Progress {

    private final PrintWriter out;

    Progress(PrintWriter out) {
        this.out = out;
    }

    void say(String text) {
        // The hook of a signal and the loop that watches may speak at the same time.
        synchronized (out) {
            out.println(text);
            out.flush();
        }
    }

    /** Says that a step is done which began when {@link System#nanoTime} was {@code since}. */
    void done(String step, String outcome, long since) {
        say(String.format(Locale.ROOT, "  %-22s %6s   %s", step, seconds(since), outcome)
                .stripTrailing());
    }

    static String seconds(long since) {
        double seconds = Duration.ofNanos(System.nanoTime() - since).toMillis() / 1000.0;
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }
}
