// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.cesql;

/** Casts between the three types, and what compares and computes with them. */
final class Values {

    private Values() {}

    static boolean toBoolean(Object value) {
        if (value instanceof Boolean bool) {
            return bool;
        }
        String text = value.toString();
        if (text.equalsIgnoreCase("true") || text.equals("1")) {
            return true;
        }
        if (text.equalsIgnoreCase("false") || text.equals("0")) {
            return false;
        }
        throw new SqlException("'" + text + "' is neither true nor false");
    }

    static int toInteger(Object value) {
        if (value instanceof Integer number) {
            return number;
        }
        if (value instanceof Boolean bool) {
            return bool ? 1 : 0;
        }
        try {
            return Integer.parseInt(value.toString());
        } catch (NumberFormatException e) {
            throw new SqlException("'" + value + "' is no integer of 32 bits");
        }
    }

    /** Of different types, the one that is text becomes what the other is. */
    static boolean areEqual(Object left, Object right) {
        if (left instanceof Integer || right instanceof Integer) {
            return toInteger(left) == toInteger(right);
        }
        if (left instanceof Boolean || right instanceof Boolean) {
            return toBoolean(left) == toBoolean(right);
        }
        return left.equals(right);
    }

    static Object compute(String operator, int left, int right) {
        try {
            return switch (operator) {
                case "+" -> Math.addExact(left, right);
                case "-" -> Math.subtractExact(left, right);
                case "*" -> Math.multiplyExact(left, right);
                case "/" -> left / right;
                case "%" -> left % right;
                case "<" -> left < right;
                case "<=" -> left <= right;
                case ">" -> left > right;
                case ">=" -> left >= right;
                default -> throw new IllegalArgumentException(operator);
            };
        } catch (ArithmeticException e) {
            throw new SqlException(left + " " + operator + " " + right + " has no value");
        }
    }
}
