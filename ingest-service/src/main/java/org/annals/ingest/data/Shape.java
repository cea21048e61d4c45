package org.annals.ingest.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.IllformedLocaleException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.annals.edtf.Edtf;
import org.annals.edtf.EdtfException;
import org.jspecify.annotations.Nullable;

/** What a JSON value may be. */
interface Shape {

    /** Adds what is wrong with the value at the pointer. */
    void check(JsonNode value, String pointer, Violations violations);

    /** A text that is not blank. */
    static Shape text(int maxLength) {
        return (value, pointer, violations) -> {
            if (!value.isTextual() || value.textValue().isBlank()) {
                violations.add(pointer, value, "must be a text that is not empty");
            } else if (value.textValue().length() > maxLength) {
                violations.add(pointer, value, "must have at most " + maxLength + " characters");
            }
        };
    }

    /** A text with a rule of its own, which answers what is wrong with it, or null. */
    static Shape text(int maxLength, Function<String, @Nullable String> rule) {
        Shape text = text(maxLength);
        return (value, pointer, violations) -> {
            if (!value.isTextual()
                    || value.textValue().isBlank()
                    || value.textValue().length() > maxLength) {
                text.check(value, pointer, violations);
                return;
            }
            String wrong = rule.apply(value.textValue());
            if (wrong != null) {
                violations.add(pointer, value, wrong);
            }
        };
    }

    static Shape oneOf(String... allowed) {
        Set<String> choices = Set.of(allowed);
        return (value, pointer, violations) -> {
            if (!value.isTextual() || !choices.contains(value.textValue())) {
                violations.add(pointer, value, "must be one of: " + String.join(", ", allowed));
            }
        };
    }

    static Shape number(double min, double max) {
        return (value, pointer, violations) -> {
            if (!value.isNumber() || value.doubleValue() < min || value.doubleValue() > max) {
                violations.add(pointer, value, "must be a number from " + min + " to " + max);
            }
        };
    }

    static Shape integer(int min, int max) {
        return (value, pointer, violations) -> {
            if (!value.isIntegralNumber() || value.doubleValue() < min || value.doubleValue() > max) {
                violations.add(pointer, value, "must be a whole number from " + min + " to " + max);
            }
        };
    }

    static Shape listOf(Shape element, int max) {
        return (value, pointer, violations) -> {
            if (!value.isArray()) {
                violations.add(pointer, value, "must be a list");
                return;
            }
            if (value.size() > max) {
                violations.add(pointer, null, "must have at most " + max + " elements, not " + value.size());
                return;
            }
            for (int i = 0; i < value.size(); i++) {
                element.check(value.get(i), pointer + "/" + i, violations);
            }
        };
    }

    /** An object with names of any language and values of one shape. */
    static Shape byLanguage(Shape element) {
        return (value, pointer, violations) -> {
            if (!value.isObject()) {
                violations.add(pointer, value, "must be an object: language -> title and summary");
                return;
            }
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                String below = pointer + "/" + escape(field.getKey());
                if (notLanguage(field.getKey()) != null) {
                    violations.add(below, null, "must be named by a language of BCP 47, such as uk or en-GB");
                }
                element.check(field.getValue(), below, violations);
            }
        };
    }

    /** Any object. */
    static Shape anyObject() {
        return (value, pointer, violations) -> {
            if (!value.isObject()) {
                violations.add(pointer, value, "must be an object");
            }
        };
    }

    static Shape edtf() {
        return text(100, text -> {
            try {
                Edtf.parse(text);
                return null;
            } catch (EdtfException e) {
                return e.getMessage();
            }
        });
    }

    static Shape language() {
        return text(35, Shape::notLanguage);
    }

    static Shape webAddress() {
        return text(2000, text -> {
            try {
                URI uri = new URI(text);
                boolean isWeb =
                        uri.getHost() != null && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
                return isWeb ? null : "must be an address that begins with https:// or http://";
            } catch (URISyntaxException e) {
                return "must be an address that begins with https:// or http://: " + e.getReason();
            }
        });
    }

    static Fields object() {
        return new Fields();
    }

    private static @Nullable String notLanguage(String text) {
        try {
            new Locale.Builder().setLanguageTag(text);
            return null;
        } catch (IllformedLocaleException e) {
            return "must be a language of BCP 47, such as uk or en-GB";
        }
    }

    private static String escape(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }

    /** An object whose fields are all known. */
    final class Fields implements Shape {

        private final Map<String, Shape> shapes = new LinkedHashMap<>();
        private final Map<String, Shape> required = new LinkedHashMap<>();

        private Fields() {}

        Fields required(String name, Shape shape) {
            required.put(name, shape);
            return optional(name, shape);
        }

        Fields optional(String name, Shape shape) {
            shapes.put(name, shape);
            return this;
        }

        @Override
        public void check(JsonNode value, String pointer, Violations violations) {
            if (!value.isObject()) {
                violations.add(pointer, value, "must be an object");
                return;
            }
            for (String name : required.keySet()) {
                if (!value.has(name)) {
                    violations.add(pointer + "/" + name, null, "is required");
                }
            }
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                Shape shape = shapes.get(field.getKey());
                String below = pointer + "/" + escape(field.getKey());
                if (shape == null) {
                    violations.add(below, null, unknown(field.getKey()));
                } else {
                    shape.check(field.getValue(), below, violations);
                }
            }
        }

        private String unknown(String name) {
            List<String> known = List.copyOf(shapes.keySet());
            TreeMap<Integer, String> byDistance = new TreeMap<>();
            if (name.length() < 40) {
                known.forEach(candidate -> byDistance.putIfAbsent(distance(name, candidate), candidate));
            }
            boolean isClose = !byDistance.isEmpty() && byDistance.firstKey() <= 1 + name.length() / 4;
            return isClose
                    ? "is not known; did you mean " + byDistance.firstEntry().getValue() + "?"
                    : "is not known; known are: " + String.join(", ", known);
        }

        /** How many letters to add, drop or replace to make one of the other (Levenshtein), whatever their case. */
        private static int distance(String a, String b) {
            int[] row = new int[b.length() + 1];
            for (int j = 0; j <= b.length(); j++) {
                row[j] = j;
            }
            for (int i = 1; i <= a.length(); i++) {
                int diagonal = row[0];
                row[0] = i;
                for (int j = 1; j <= b.length(); j++) {
                    boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
                    int replaced = diagonal + (same ? 0 : 1);
                    diagonal = row[j];
                    row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
                }
            }
            return row[b.length()];
        }
    }
}
