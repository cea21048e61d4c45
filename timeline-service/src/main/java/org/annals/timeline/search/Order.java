// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.search;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.annals.timeline.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** In which order events come; each is total, so that a page ends at one place only. */
public enum Order {
    OCCURRED("occurred", false),
    OCCURRED_DESCENDING("-occurred", true),
    RECORDED("recorded", false),
    RECORDED_DESCENDING("-recorded", true),
    REVISED("revised", false),
    REVISED_DESCENDING("-revised", true),
    RELEVANCE("relevance", false);

    private final String text;
    private final boolean descending;

    Order(String text, boolean descending) {
        this.text = text;
        this.descending = descending;
    }

    static Order of(String text) {
        return Arrays.stream(values())
                .filter(order -> order.text.equals(text))
                .findFirst()
                .orElseThrow(() -> ProblemException.badRequest(
                        "invalid-parameter",
                        "order must be one of "
                                + Arrays.stream(values())
                                        .map(order -> order.text)
                                        .collect(Collectors.joining(", "))
                                + "."));
    }

    /** This order from its end; a rank has none. */
    @Nullable
    Order reversed() {
        return switch (this) {
            case OCCURRED -> OCCURRED_DESCENDING;
            case OCCURRED_DESCENDING -> OCCURRED;
            case RECORDED -> RECORDED_DESCENDING;
            case RECORDED_DESCENDING -> RECORDED;
            case REVISED -> REVISED_DESCENDING;
            case REVISED_DESCENDING -> REVISED;
            case RELEVANCE -> null;
        };
    }

    /** Before all events in this order. */
    public Cursor start() {
        return descending ? Cursor.LAST : Cursor.FIRST;
    }
}
