// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

/** An amount of work, or of output, that one answer may cost. Each part of the answer takes its share in advance. */
public final class Budget {

    private long left;

    public Budget(long units) {
        this.left = units;
    }

    /** Takes a share; false, and nothing taken, where less is left. */
    public boolean take(long units) {
        if (units > left) {
            return false;
        }
        left -= units;
        return true;
    }
}
