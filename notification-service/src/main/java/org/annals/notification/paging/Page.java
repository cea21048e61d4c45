// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.paging;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.function.Function;
import org.annals.notification.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next the {@code cursor} of the next page; absent at the end
 */
public record Page<T>(
        List<T> items,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String next) {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;

    /** Reads the parameter {@code limit}; null for the default. */
    public static int limit(@Nullable String text) {
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw invalidLimit();
        }
        throw invalidLimit();
    }

    /**
     * Makes a page of rows that were read with one more than the limit: that one tells that there is a next page.
     */
    public static <R, T> Page<T> of(List<R> rows, int limit, Function<R, T> item, Function<R, Cursor> cursor) {
        boolean last = rows.size() <= limit;
        List<R> shown = last ? rows : rows.subList(0, limit);
        String next = last ? null : cursor.apply(shown.get(limit - 1)).toString();
        return new Page<>(shown.stream().map(item).toList(), next);
    }

    private static ProblemException invalidLimit() {
        return ProblemException.badRequest("invalid-parameter", "limit must be a number from 1 to " + MAX_LIMIT);
    }
}
