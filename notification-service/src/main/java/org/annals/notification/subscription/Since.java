// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Where in the past a subscription starts. */
public sealed interface Since {

    /** As it was written. */
    @JsonValue
    Object json();

    /** Whether a change is not before it. */
    default boolean includes(long sequence, Instant recorded) {
        return true;
    }

    /** With what is recorded from its creation on. */
    record Now() implements Since {
        @Override
        public Object json() {
            return "now";
        }
    }

    /** With the first change there is. */
    record Beginning() implements Since {
        @Override
        public Object json() {
            return "beginning";
        }
    }

    /** With the change after the one of that sequence, in its only timeline. */
    record Sequence(long sequence) implements Since {
        @Override
        public Object json() {
            return sequence;
        }

        @Override
        public boolean includes(long other, Instant recorded) {
            return other > sequence;
        }
    }

    /** With what was recorded at that time or later. */
    record Time(Instant time) implements Since {
        @Override
        public Object json() {
            return time.toString();
        }

        @Override
        public boolean includes(long sequence, Instant recorded) {
            return !recorded.isBefore(time);
        }
    }

    /** Throws IllegalArgumentException with the rule that it breaks. */
    static Since parse(JsonNode node) {
        if (node.isIntegralNumber() && node.canConvertToLong() && node.longValue() >= 0) {
            return new Sequence(node.longValue());
        }
        String text = node.asText("");
        if (text.equals("now")) {
            return new Now();
        }
        if (text.equals("beginning")) {
            return new Beginning();
        }
        try {
            Instant time = OffsetDateTime.parse(text).toInstant();
            if (time.isBefore(Instant.EPOCH) || time.isAfter(CatchUp.Range.LATEST)) {
                throw new IllegalArgumentException("must be a time from 1970 to 9999");
            }
            return new Time(time);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "must be now, beginning, a sequence such as 41, or a time such as 2022-08-04T00:00:00Z", e);
        }
    }
}
