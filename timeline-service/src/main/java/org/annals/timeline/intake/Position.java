// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import java.time.Instant;
import org.annals.timeline.rejection.Rejection;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Where a message is in annals.events, and when the broker appended it: its recorded time.
 *
 * @param traceparent the trace that the message is part of (W3C Trace Context), as its changes then are; not stored
 * @param record the record itself; null for a message that waited, of which the database has the content
 */
record Position(
        int partition,
        long offset,
        Instant recorded,
        @Nullable String traceparent,
        @Nullable ConsumerRecord<byte[], byte[]> record) {

    Position(int partition, long offset, Instant recorded) {
        this(partition, offset, recorded, null, null);
    }

    Rejection.Key key() {
        return new Rejection.Key(partition, offset);
    }

    /** A rejection without its original, which stays in the topic where this says. */
    Rejection rejected(String code, String detail, @Nullable String timeline) {
        String original = "{\"partition\":%d,\"offset\":%d}".formatted(partition, offset);
        return new Rejection(key(), recorded, code, detail, timeline, null, null, original);
    }
}
