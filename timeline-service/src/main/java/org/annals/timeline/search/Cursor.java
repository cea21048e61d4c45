// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.annals.timeline.event.Event;
import org.annals.timeline.event.Occurred;
import org.annals.timeline.problem.ProblemException;
import org.annals.timeline.story.Snapshot;

/**
 * Where a page ended: what its last event is ordered by, so that events which come in between move nothing. Bound to
 * its query: with another one it is refused rather than answered with a page that makes no sense.
 *
 * @param rank how well the event fits the words that are looked for
 * @param backward whether what is asked for is the page before this place, not the one after it
 */
public record Cursor(
        Instant earliest,
        Instant latest,
        Instant recorded,
        Instant revised,
        UUID eventId,
        float rank,
        boolean backward) {

    static final Cursor FIRST = new Cursor(
            Occurred.MIN, Occurred.MIN, Occurred.MIN, Occurred.MIN, new UUID(0, 0), Float.POSITIVE_INFINITY, false);

    static final Cursor LAST =
            new Cursor(Occurred.MAX, Occurred.MAX, Occurred.MAX, Occurred.MAX, new UUID(-1, -1), 0, false);

    private static final String SEPARATOR = " ";
    private static final String AFTER = "after";
    private static final String BEFORE = "before";

    static Cursor at(Event event, float rank) {
        return new Cursor(
                event.occurred().earliest(),
                event.occurred().latest(),
                event.recorded(),
                event.revised(),
                event.eventId(),
                rank,
                false);
    }

    /** The same place, for the page before it. */
    Cursor back() {
        return new Cursor(earliest, latest, recorded, revised, eventId, rank, true);
    }

    public String encode(EventQuery query) {
        String text = String.join(
                SEPARATOR,
                List.of(
                        fingerprint(query),
                        earliest.toString(),
                        latest.toString(),
                        recorded.toString(),
                        revised.toString(),
                        eventId.toString(),
                        Float.toString(rank),
                        backward ? BEFORE : AFTER,
                        query.snapshot() == null ? "" : query.snapshot().text()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Cursor decode(String encoded, EventQuery query) {
        String[] parts = parts(encoded, query);
        try {
            return new Cursor(
                    Occurred.clamp(Instant.parse(parts[1])),
                    Occurred.clamp(Instant.parse(parts[2])),
                    Occurred.clamp(Instant.parse(parts[3])),
                    Occurred.clamp(Instant.parse(parts[4])),
                    UUID.fromString(parts[5]),
                    Float.parseFloat(parts[6]),
                    parts[7].equals(BEFORE));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw refused();
        }
    }

    /** The state that the page was read from. */
    static Snapshot snapshot(String encoded, EventQuery query) {
        try {
            return Snapshot.parse(parts(encoded, query)[8]);
        } catch (IllegalArgumentException e) {
            throw refused();
        }
    }

    private static String[] parts(String encoded, EventQuery query) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
            String[] parts = text.split(SEPARATOR, -1);
            if (parts.length == 9 && parts[0].equals(fingerprint(query))) {
                return parts;
            }
        } catch (IllegalArgumentException e) {
            throw refused();
        }
        throw refused();
    }

    /** The same on every replica, which a hash code need not be. */
    private static String fingerprint(EventQuery query) {
        CRC32C checksum = new CRC32C();
        checksum.update(query.at(null).toString().getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(checksum.getValue());
    }

    private static ProblemException refused() {
        return ProblemException.badRequest(
                "invalid-cursor",
                "The cursor is not from a page of this query. Take it as it was given in next, with the same parameters.");
    }
}
