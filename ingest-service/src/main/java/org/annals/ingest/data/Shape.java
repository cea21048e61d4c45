// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a JSON value may be. */
@FunctionalInterface
public interface Shape {

    /** How a flag is written as a text. */
    Set<String> FLAGS = Set.of("true", "false");

    /** Up to which a double holds every whole number. */
    long MAX_SAFE_INTEGER = (1L << 53) - 1;

    /** Adds what is wrong with the value, to which the violations have found their way. */
    void check(JsonNode value, Violations violations);

    /** A text that is not blank. */
    static Shape text(int maxLength) {
        return text(maxLength, Characters::wrongInText);
    }

    /** A text that is not blank, with a rule of its own. */
    static Shape text(int maxLength, Rule rule) {
        return (value, violations) -> {
            String wrong = wrongText(value, maxLength, rule);
            if (wrong != null) {
                violations.add(value, wrong);
            }
        };
    }

    static Shape oneOf(String... allowed) {
        Set<String> choices = Set.of(allowed);
        String message = "must be one of: " + String.join(", ", allowed);
        return (value, violations) -> {
            if (!value.isTextual() || !choices.contains(value.textValue())) {
                violations.add(value, message);
            }
        };
    }

    static Shape number(int min, int max) {
        return (value, violations) -> {
            if (!value.isNumber() || value.doubleValue() < min || value.doubleValue() > max) {
                violations.add(value, "must be a number from " + min + " to " + max);
            }
        };
    }

    static Shape wholeNumber(int min, int max) {
        return (value, violations) -> {
            if (!value.isInt() || value.intValue() < min || value.intValue() > max) {
                violations.add(value, "must be a whole number from " + min + " to " + max);
            }
        };
    }

    /** A flag; as a text, too, since who brings an attribute from a header may not know its type. */
    static Shape flag() {
        return (value, violations) -> {
            if (!value.isBoolean() && !(value.isTextual() && FLAGS.contains(value.textValue()))) {
                violations.add(value, "must be true or false");
            }
        };
    }

    static Shape listOf(Shape element, int max) {
        return (value, violations) -> {
            if (!value.isArray()) {
                violations.add(value, "must be a list");
                return;
            }
            if (value.size() > max) {
                violations.add(value, "must have at most " + max + " elements");
                return;
            }
            for (int i = 0; i < value.size(); i++) {
                violations.enter(i);
                element.check(value.get(i), violations);
                violations.leave();
            }
        };
    }

    /** An object whose names follow a rule and whose values have one shape. */
    static Shape mapOf(Rule name, Shape element) {
        return (value, violations) -> {
            if (!value.isObject()) {
                violations.add(value, "must be an object");
                return;
            }
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                violations.enter(field.getKey());
                String wrong = name.broken(field.getKey());
                if (wrong != null) {
                    violations.add(null, "its name " + wrong);
                }
                element.check(field.getValue(), violations);
                violations.leave();
            }
        };
    }

    /** Any object, as long as it can be stored and proved. */
    static Shape anyObject() {
        return (value, violations) -> {
            if (!value.isObject()) {
                violations.add(value, "must be an object");
                return;
            }
            checkAnything(value, violations);
        };
    }

    static ObjectShape object() {
        return new ObjectShape();
    }

    private static @Nullable String wrongText(JsonNode value, int maxLength, Rule rule) {
        if (!value.isTextual() || value.textValue().isBlank()) {
            return "must be a text that is not empty";
        }
        String text = value.textValue();
        if (text.length() > maxLength && text.codePointCount(0, text.length()) > maxLength) {
            return "must have at most " + maxLength + " characters";
        }
        return rule.broken(text);
    }

    /** Beyond it, neighbours are the same double for readers and for the digest of the event (RFC 7493). */
    private static boolean isSafe(JsonNode wholeNumber) {
        return wholeNumber.canConvertToLong() && Math.abs(wholeNumber.longValue()) <= MAX_SAFE_INTEGER;
    }

    private static void checkAnything(JsonNode value, Violations violations) {
        if (value.isTextual()) {
            String wrong = Characters.wrongInText(value.textValue());
            if (wrong != null) {
                violations.add(value, wrong);
            }
        } else if (value.isNumber() && Double.isInfinite(value.doubleValue())) {
            violations.add(value, "must be a number within the range of a double");
        } else if (value.isIntegralNumber() && !isSafe(value)) {
            violations.add(value, "must be from -9007199254740991 to 9007199254740991; give a longer number as a text");
        } else if (value.isArray()) {
            listOf(Shape::checkAnything, Integer.MAX_VALUE).check(value, violations);
        } else if (value.isObject()) {
            mapOf(Characters::wrongInText, Shape::checkAnything).check(value, violations);
        }
    }
}
