// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.cesql;

import java.util.Map;

/** A parsed expression; its value is a String, an Integer or a Boolean. */
@FunctionalInterface
public interface Expression {

    /**
     * Its value for an event.
     *
     * @throws SqlException when there is none
     */
    Object evaluate(Map<String, String> attributes);

    /**
     * Reads an expression.
     *
     * @throws SqlException with what is wrong, and where
     */
    static Expression parse(String text) {
        return new SqlParser(text).parse();
    }

    /** Its value as the answer to a question. */
    default boolean isTrue(Map<String, String> attributes) {
        return Values.toBoolean(evaluate(attributes));
    }
}
