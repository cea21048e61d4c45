// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.annals.notification.problem.ProblemException;
import org.annals.notification.problem.Violation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What to replay: all that is given must hold; nothing given, everything. */
record ReplayRange(
        @Schema(description = "A slug") @Nullable String timeline,

        @Schema(description = "The first; needs a timeline") @Nullable
        Long fromSequence,

        @Schema(description = "The last; needs a timeline") @Nullable
        Long toSequence,

        @Schema(description = "Recorded at that time or later") @Nullable
        Instant from,

        @Schema(description = "Recorded before that time") @Nullable
        Instant to) {

    private static final List<String> MEMBERS = List.of("timeline", "fromSequence", "toSequence", "from", "to");

    static CatchUp.Range read(JsonNode body) {
        if (body.isMissingNode()) {
            return CatchUp.Range.ALL;
        }
        List<Violation> violations = new ArrayList<>();
        Members members = Members.of(body, "", violations);
        if (members == null) {
            throw refused(violations);
        }
        members.refuseUnknown(MEMBERS);
        String timeline = members.optional("timeline", NewSubscription::timeline);
        long fromSequence = sequence(members, "fromSequence", 0);
        long toSequence = sequence(members, "toSequence", Long.MAX_VALUE);
        Instant from = members.optional("from", ReplayRange::time);
        Instant to = members.optional("to", ReplayRange::time);
        if (!violations.isEmpty()) {
            throw refused(violations);
        }
        return new CatchUp.Range(
                timeline,
                fromSequence,
                toSequence,
                from == null ? Instant.EPOCH : from,
                to == null ? CatchUp.Range.LATEST : to);
    }

    private static long sequence(Members members, String name, long absent) {
        if (!members.has(name)) {
            return absent;
        }
        if (!members.has("timeline")) {
            members.refuse(name, "needs a timeline: each has sequences of its own");
        }
        JsonNode sequence = members.get(name);
        if (!sequence.isIntegralNumber() || !sequence.canConvertToLong() || sequence.longValue() < 0) {
            members.refuse(name, "must be a sequence such as 41");
        }
        return sequence.longValue();
    }

    private static Instant time(String text) {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (!time.isBefore(Instant.EPOCH) && !time.isAfter(CatchUp.Range.LATEST)) {
                return time;
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(TIME_RULE, e);
        }
        throw new IllegalArgumentException(TIME_RULE);
    }

    private static final String TIME_RULE =
            "must be a time with its offset such as 2022-08-04T00:00:00Z, from 1970 to 9999";

    private static ProblemException refused(List<Violation> violations) {
        return ProblemException.badRequest("invalid-replay", "The range breaks a rule.", violations);
    }
}
