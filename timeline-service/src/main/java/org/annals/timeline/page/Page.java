// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;
import org.annals.timeline.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * A page of a list.
 *
 * @param next the cursor of the page after it; absent on the last one
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Page<T>(List<T> items, @Nullable String next) {

    public static final int DEFAULT = 50;
    public static final String DEFAULT_LIMIT = "50";
    private static final int MAX_LIMIT = 500;

    /** Refuses a limit that is out of range. */
    public static int limit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw ProblemException.badRequest(
                    "invalid-parameter", "limit must be from 1 to " + MAX_LIMIT + ", not " + limit + ".");
        }
        return limit;
    }

    /** The page from one row more than it holds: the row too many tells that another page follows. */
    public static <T> Page<T> of(List<T> rows, int limit, Function<T, String> cursorAfter) {
        if (rows.size() <= limit) {
            return new Page<>(rows, null);
        }
        List<T> items = List.copyOf(rows.subList(0, limit));
        return new Page<>(items, cursorAfter.apply(items.get(limit - 1)));
    }

    /** This page with each item answered in another form. */
    public <R> Page<R> map(Function<T, R> form) {
        return new Page<>(items.stream().map(form).toList(), next);
    }
}
