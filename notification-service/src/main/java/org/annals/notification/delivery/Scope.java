// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.UUID;
import org.annals.notification.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Which deliveries somebody asks about.
 *
 * @param subscription null for all
 * @param timeline null for all
 * @param from when they were created, included
 * @param to when they were created, not included
 */
record Scope(@Nullable UUID subscription, @Nullable String timeline, Instant from, Instant to) {

    static final String FROM = "A time such as 2022-08-04T00:00:00Z; absent: the beginning";
    static final String TO = "A time such as 2022-08-05T00:00:00Z; absent: no end";

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    static Scope parse(
            @Nullable String subscription, @Nullable String timeline, @Nullable String from, @Nullable String to) {
        return new Scope(
                subscription == null ? null : uuid(subscription),
                timeline,
                time("from", from, Instant.EPOCH),
                time("to", to, LATEST));
    }

    static Scope of(UUID subscription, @Nullable String from, @Nullable String to) {
        return parse(subscription.toString(), null, from, to);
    }

    /** For SQL in which the empty text stands for all. */
    String subscriptionOrEmpty() {
        return subscription == null ? "" : subscription.toString();
    }

    String timelineOrEmpty() {
        return timeline == null ? "" : timeline;
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw ProblemException.badRequest("invalid-parameter", "subscription must be the id of one");
        }
    }

    private static Instant time(String name, @Nullable String text, Instant absent) {
        if (text == null) {
            return absent;
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
                throw invalidTime(name);
            }
            return time;
        } catch (DateTimeParseException e) {
            throw invalidTime(name);
        }
    }

    private static ProblemException invalidTime(String name) {
        return ProblemException.badRequest(
                "invalid-parameter",
                name + " must be a time with its offset such as 2022-08-04T00:00:00Z, from 1970 to 9999");
    }
}
