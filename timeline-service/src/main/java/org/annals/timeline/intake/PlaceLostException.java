// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import java.util.Collection;

/** The database has not stored what comes before a batch: it was lost or restored, and must be brought up first. */
final class PlaceLostException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PlaceLostException(int partition, long stored, long fetchedFrom) {
        super("The database is behind the consumer [partition=%d, stored=%d, fetchedFrom=%d]"
                .formatted(partition, stored, fetchedFrom));
    }

    PlaceLostException(Collection<Integer> partitions) {
        super("The database has not stored the epoch before that of the batch [partitions=%s]".formatted(partitions));
    }
}
