// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.cesql;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The functions that the specification names. */
final class Functions {

    private interface Body {
        Object apply(List<Object> arguments);
    }

    private record Function(int min, int max, Body body) {}

    private static final int MANY = 64;

    private static final Map<String, Function> ALL = new TreeMap<>(Map.ofEntries(
            Map.entry("ABS", new Function(1, 1, a -> abs(integer(a, 0)))),
            Map.entry("LENGTH", new Function(1, 1, a -> text(a, 0).length())),
            Map.entry("LOWER", new Function(1, 1, a -> text(a, 0).toLowerCase(Locale.ROOT))),
            Map.entry("UPPER", new Function(1, 1, a -> text(a, 0).toUpperCase(Locale.ROOT))),
            Map.entry("TRIM", new Function(1, 1, a -> text(a, 0).strip())),
            Map.entry("CONCAT", new Function(0, MANY, a -> join("", a))),
            Map.entry("CONCAT_WS", new Function(1, MANY, a -> join(text(a, 0), a.subList(1, a.size())))),
            Map.entry("LEFT", new Function(2, 2, a -> text(a, 0).substring(0, length(a)))),
            Map.entry(
                    "RIGHT",
                    new Function(2, 2, a -> text(a, 0).substring(text(a, 0).length() - length(a)))),
            Map.entry("SUBSTRING", new Function(2, 3, Functions::substring)),
            Map.entry("INT", new Function(1, 1, a -> integer(a, 0))),
            Map.entry("BOOL", new Function(1, 1, a -> Values.toBoolean(a.get(0)))),
            Map.entry("STRING", new Function(1, 1, a -> text(a, 0))),
            Map.entry("IS_INT", new Function(1, 1, a -> text(a, 0).matches("[+-]?\\d{1,9}"))),
            Map.entry(
                    "IS_BOOL",
                    new Function(1, 1, a -> text(a, 0).toLowerCase(Locale.ROOT).matches("true|false")))));

    private Functions() {}

    /** Throws SqlException when there is no such function, or none of so many arguments. */
    static Expression call(String name, List<Expression> arguments) {
        Function function = ALL.get(name.toUpperCase(Locale.ROOT));
        if (function == null) {
            throw new SqlException(name + " is no function; there are " + String.join(", ", ALL.keySet()));
        }
        if (arguments.size() < function.min() || arguments.size() > function.max()) {
            throw new SqlException(name + " takes " + function.min()
                    + (function.min() == function.max() ? "" : " to " + function.max()) + " arguments");
        }
        return attributes -> function.body()
                .apply(arguments.stream()
                        .map(argument -> argument.evaluate(attributes))
                        .toList());
    }

    private static Object abs(int number) {
        if (number == Integer.MIN_VALUE) {
            throw new SqlException("ABS of " + number + " has no value");
        }
        return Math.abs(number);
    }

    private static String join(String separator, List<Object> parts) {
        return parts.stream().map(Object::toString).collect(Collectors.joining(separator));
    }

    /** What is cut off, at most the whole. */
    private static int length(List<Object> arguments) {
        int length = integer(arguments, 1);
        if (length < 0) {
            throw new SqlException("A length of " + length + " is none");
        }
        return Math.min(length, text(arguments, 0).length());
    }

    /** From a position that counts from 1, or from the end where it is negative. */
    private static Object substring(List<Object> arguments) {
        String text = text(arguments, 0);
        int position = integer(arguments, 1);
        if (position == 0) {
            return "";
        }
        int start = position > 0 ? position - 1 : text.length() + position;
        if (start < 0 || start > text.length()) {
            throw new SqlException("Position " + position + " is outside of '" + text + "'");
        }
        int length = arguments.size() < 3 ? text.length() : integer(arguments, 2);
        if (length < 0) {
            throw new SqlException("A length of " + length + " is none");
        }
        return text.substring(start, (int) Math.min(text.length(), (long) start + length));
    }

    private static int integer(List<Object> arguments, int index) {
        return Values.toInteger(arguments.get(index));
    }

    private static String text(List<Object> arguments, int index) {
        return arguments.get(index).toString();
    }
}
