// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.event;

import java.time.Instant;
import java.util.UUID;

/**
 * An event as it stands at one of its revisions. Its content is in the change that {@code sequence} names.
 *
 * @param recorded when its first revision was recorded
 * @param revised when this one was
 */
public record Event(
        UUID eventId,
        String timeline,
        String source,
        String id,
        String type,
        long sequence,
        int revision,
        Instant recorded,
        Instant revised,
        boolean retracted,
        Occurred occurred) {

    /** This event with its content replaced by a later change. */
    public Event corrected(String newType, long newSequence, Instant newRevised, Occurred newOccurred) {
        return new Event(
                eventId,
                timeline,
                source,
                id,
                newType,
                newSequence,
                revision + 1,
                recorded,
                newRevised,
                false,
                newOccurred);
    }

    /** This event withdrawn by a later change: type and date stay, so that it is still found where it stood. */
    public Event withdrawn(long newSequence, Instant newRevised) {
        return new Event(
                eventId, timeline, source, id, type, newSequence, revision + 1, recorded, newRevised, true, occurred);
    }
}
