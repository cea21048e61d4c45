// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a subscription has yet to be told of one partition's past.
 *
 * @param id of the subscription, when it goes live after it; otherwise of a replay
 * @param epoch grows when its place is set anew
 * @param next the offset that it is at
 * @param until the offset at which the range of a replay ends, after which come revisions of what was in it; null for
 *     what goes live
 * @param range of the changes that it is about
 */
public record CatchUp(
        UUID id,
        int partition,
        UUID subscriptionId,
        int epoch,
        long next,
        @Nullable Long until,
        Range range) {

    /**
     * Which changes.
     *
     * @param timeline null for all
     * @param recordedTo not included
     */
    public record Range(
            @Nullable String timeline, long fromSequence, long toSequence, Instant recordedFrom, Instant recordedTo) {

        static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");
        static final Range ALL = new Range(null, 0, Long.MAX_VALUE, Instant.EPOCH, LATEST);

        public boolean contains(String in, long sequence, Instant recorded) {
            return (timeline == null || timeline.equals(in))
                    && sequence >= fromSequence
                    && sequence <= toSequence
                    && !recorded.isBefore(recordedFrom)
                    && recorded.isBefore(recordedTo);
        }
    }

    public boolean isReplay() {
        return until != null;
    }

    public CatchUp at(long offset) {
        return new CatchUp(id, partition, subscriptionId, epoch, offset, until, range);
    }
}
