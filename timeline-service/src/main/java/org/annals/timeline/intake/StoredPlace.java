// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import org.jspecify.annotations.Nullable;

/**
 * How far a partition of annals.events is stored.
 *
 * @param next the offset of the next record to store
 * @param last the last record that is stored; null where there is none, or where an older version stored it
 * @param epoch that the partition has come to
 * @param isOpen whether all partitions of the epoch before have come to it, so that the partition goes on
 */
record StoredPlace(long next, @Nullable LastRecord last, int epoch, boolean isOpen) {

    /**
     * A record of the log.
     *
     * @param digest as {@link RecordDigest} makes it
     */
    record LastRecord(long offset, String digest) {}
}
