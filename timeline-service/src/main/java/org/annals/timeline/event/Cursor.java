package org.annals.timeline.event;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.annals.timeline.problem.ProblemException;

/**
 * Where a page ended: the sort key of its last event, so that events which come in between move nothing. Bound to its
 * query: with another one it is refused rather than answered with a page that makes no sense.
 */
record Cursor(Instant earliest, Instant latest, Instant recorded, UUID eventId) {

    /** Before all events. */
    static final Cursor START = new Cursor(Occurred.MIN, Occurred.MIN, Occurred.MIN, new UUID(0, 0));

    private static final String SEPARATOR = " ";

    static Cursor after(EventView last) {
        return new Cursor(last.order().earliest(), last.order().latest(), last.recorded(), last.eventId());
    }

    String encode(EventQuery query) {
        String text = String.join(
                SEPARATOR,
                List.of(
                        Integer.toHexString(query.hashCode()),
                        earliest.toString(),
                        latest.toString(),
                        recorded.toString(),
                        eventId.toString()));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static Cursor decode(String encoded, EventQuery query) {
        try {
            String text = new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
            String[] parts = text.split(SEPARATOR, -1);
            if (parts.length == 5 && parts[0].equals(Integer.toHexString(query.hashCode()))) {
                return new Cursor(
                        Instant.parse(parts[1]),
                        Instant.parse(parts[2]),
                        Instant.parse(parts[3]),
                        UUID.fromString(parts[4]));
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw refused();
        }
        throw refused();
    }

    private static ProblemException refused() {
        return ProblemException.badRequest(
                "invalid-cursor",
                "The cursor is not from a page of this query. Take it as it was given in next, with the same parameters.");
    }
}
