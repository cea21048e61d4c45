package org.annals.timeline.intake;

import org.jspecify.annotations.Nullable;

/**
 * How far a partition of annals.events is stored.
 *
 * @param next the offset of the next record to store
 * @param last the last record that is stored; null where there is none, or where an older version stored it
 */
record StoredPlace(long next, @Nullable LastRecord last) {

    /**
     * A record of the log.
     *
     * @param digest as {@link RecordDigest} makes it
     */
    record LastRecord(long offset, byte[] digest) {}
}
