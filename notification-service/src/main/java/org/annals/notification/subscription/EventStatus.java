// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How sure an event is, from the least to the most. */
public enum EventStatus {
    DISPUTED,
    CLAIMED,
    REPORTED,
    CONFIRMED;

    /** Empty for what is none: publishers that do not come by way of ingest may write anything. */
    public static Optional<EventStatus> of(String text) {
        return Arrays.stream(values())
                .filter(status -> status.toString().equals(text))
                .findFirst();
    }

    static EventStatus parse(String text) {
        return of(text).orElseThrow(
                        () -> new IllegalArgumentException("must be disputed, claimed, reported or confirmed"));
    }

    @Override
    @JsonValue
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
