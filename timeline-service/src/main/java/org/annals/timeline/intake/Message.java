// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import java.time.Instant;
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

    /** The rejection of this message, for a reason that its own content does not show. */
    Rejection rejected(String code, String detail);

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

        @Override
        public Rejection rejected(String code, String detail) {
            return rejectedAt(position.recorded(), code, detail);
        }

        /** A rejection that a later record decided, at that record's time. */
        Rejection rejectedAt(Instant decided, String code, String detail) {
            String original = Change.content(attributes, data);
            return new Rejection(position.key(), decided, code, detail, timeline, source, id, original);
        }
    }

    /**
     * What a timeline is called and who may see it.
     *
     * @param visibility public or private; null to leave it as it was
     */
    record Description(
            Position position,
            String timeline,
            @Nullable String title,
            @Nullable String description,
            @Nullable String visibility)
            implements Message {

        @Override
        public Rejection rejected(String code, String detail) {
            return position.rejected(code, detail, timeline);
        }
    }

    /** Says what time it is in a timeline, so that the log itself decides which pending revisions are overdue. */
    record Tick(Position position, String timeline) implements Message {

        /** The type of the CloudEvent. */
        static final String TYPE = "annals.clock.ticked";

        @Override
        public Rejection rejected(String code, String detail) {
            return position.rejected(code, detail, timeline);
        }
    }

    /** The end of an epoch in its partition; changes nothing. */
    record EpochStarted(Position position, EpochMarker marker) implements Message {

        @Override
        public Rejection rejected(String code, String detail) {
            return position.rejected(code, detail, null);
        }
    }

    /** A record that is no message of ours. */
    record Unreadable(Position position, Rejection rejection) implements Message {

        @Override
        public Rejection rejected(String code, String detail) {
            return position.rejected(code, detail, null);
        }
    }
}
