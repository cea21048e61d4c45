package org.annals.timeline.intake;

import java.util.UUID;
import org.annals.timeline.change.Change;
import org.annals.timeline.change.Kind;
import org.annals.timeline.event.Content;
import org.annals.timeline.event.Occurred;
import org.annals.timeline.rejection.Rejection;
import org.jspecify.annotations.Nullable;

/** What one record of annals.events says. */
sealed interface Message {

    Position position();

    /**
     * An event, or a later revision of one.
     *
     * @param eventId the event, which a correction or retraction names by its id
     * @param messageId this message itself: for a new event the same as {@code eventId}
     * @param occurred null for a retraction: the event stays where it stood
     * @param content null for a retraction: the event is found as before
     * @param attributes the CloudEvent's attributes as JSON
     * @param data the CloudEvent's data as published
     * @param digest of both, in canonical form: the same message again has the same
     */
    record Revision(
            Position position,
            Kind kind,
            String timeline,
            String source,
            String id,
            String type,
            UUID eventId,
            UUID messageId,
            @Nullable Occurred occurred,
            @Nullable Content content,
            String attributes,
            String data,
            String digest)
            implements Message {

        Rejection rejected(String code, String detail) {
            String original = Change.content(attributes, data);
            return new Rejection(position.key(), position.recorded(), code, detail, timeline, source, id, original);
        }
    }

    /** What a timeline is called and who may see it. */
    record Description(
            Position position,
            String timeline,
            @Nullable String title,
            @Nullable String description,
            String visibility) implements Message {}

    /** The end of an epoch in its partition; changes nothing. */
    record EpochStarted(Position position, EpochMarker marker) implements Message {}

    /** A record that is no message of ours. */
    record Unreadable(Position position, Rejection rejection) implements Message {}
}
