// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.annals.notification.problem.Spelling;
import org.annals.notification.problem.Violation;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object that somebody sent: reads them, and notes each rule that one of them breaks. */
final class Members {

    private final JsonNode object;
    private final String pointer;
    private final List<Violation> violations;

    private Members(JsonNode object, String pointer, List<Violation> violations) {
        this.object = object;
        this.pointer = pointer;
        this.violations = violations;
    }

    /** Null when the node, which is at the pointer, is no object. */
    static @Nullable Members of(JsonNode node, String pointer, List<Violation> violations) {
        if (!node.isObject()) {
            violations.add(new Violation(pointer, pointer.isEmpty() ? "must be a JSON object" : "must be an object"));
            return null;
        }
        return new Members(node, pointer, violations);
    }

    void refuseUnknown(Collection<String> known) {
        for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                refuse(name, Spelling.unknown(name, known));
            }
        }
    }

    void refuse(String name, String rule) {
        violations.add(new Violation(pointer(name), rule));
    }

    Set<String> names() {
        return object.properties().stream().map(Map.Entry::getKey).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    boolean has(String name) {
        return object.has(name);
    }

    JsonNode get(String name) {
        return object.path(name);
    }

    /** Absent: false. */
    boolean flag(String name) {
        JsonNode node = object.path(name);
        if (!node.isMissingNode() && !node.isBoolean()) {
            refuse(name, "must be true or false");
        }
        return node.booleanValue();
    }

    /** The object in a member; null when there is none. */
    @Nullable
    Members object(String name) {
        JsonNode node = object.path(name);
        return node.isMissingNode() ? null : of(node, pointer(name), violations);
    }

    <T> @Nullable T required(String name, Function<String, T> parser) {
        if (!object.has(name)) {
            refuse(name, "is required");
            return null;
        }
        return optional(name, parser);
    }

    <T> @Nullable T optional(String name, Function<String, T> parser) {
        JsonNode node = object.path(name);
        return node.isMissingNode() ? null : text(node, pointer(name), parser);
    }

    /** A whole number from the first to the last. */
    @Nullable
    Integer number(String name, int first, int last) {
        JsonNode node = object.path(name);
        if (node.isMissingNode()) {
            return null;
        }
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < first || node.intValue() > last) {
            refuse(name, "must be a whole number from " + first + " to " + last);
            return null;
        }
        return node.intValue();
    }

    /** Without doubles. Absent: empty. */
    List<String> list(String name, int maxEntries, Function<String, String> parser) {
        JsonNode node = object.path(name);
        if (node.isMissingNode()) {
            return List.of();
        }
        // Empty could be meant as none, and would be taken as all.
        if (!node.isArray() || node.isEmpty() || node.size() > maxEntries) {
            refuse(name, "must be an array of 1 to " + maxEntries + " strings; leave it out to mean all");
            return List.of();
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            String value = text(node.get(i), pointer(name) + "/" + i, parser);
            if (value != null && !values.contains(value)) {
                values.add(value);
            }
        }
        return values;
    }

    private <T> @Nullable T text(JsonNode node, String at, Function<String, T> parser) {
        if (!node.isTextual()) {
            violations.add(new Violation(at, "must be a string"));
            return null;
        }
        try {
            return parser.apply(node.textValue());
        } catch (IllegalArgumentException e) {
            violations.add(new Violation(at, String.valueOf(e.getMessage())));
            return null;
        }
    }

    private String pointer(String name) {
        return pointer + "/" + Violation.escaped(name);
    }
}
