package org.annals.ingest.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.annals.ingest.data.Violations;
import org.jspecify.annotations.Nullable;

/**
 * Whether a schema accepts all that another one accepted. It goes through the new one: each of its keywords must follow
 * from the old one. What can't be judged so (a changed {@code not}, say) counts as narrower, so that no schema that is
 * narrower passes, and some that is not is named. Both are unfolded.
 */
final class Compatibility {

    private static final JsonNode ANYTHING = JsonNodeFactory.instance.objectNode();

    /** A name that no schema has, for the properties and elements that it does not name. */
    private static final String ANY_OTHER = "\uFFFF";

    /** More than schemas that people write need; alternatives in alternatives could need any number. */
    private static final int MAX_STEPS = 100_000;

    private final Violations narrower;
    private final AtomicInteger steps;

    private Compatibility(Violations narrower, AtomicInteger steps) {
        this.narrower = narrower;
        this.steps = steps;
    }

    /** Where the next schema is, or may be, narrower: pointers into it. Null stands for no schema, which accepts all. */
    static Violations compare(@Nullable DetailsSchema before, @Nullable DetailsSchema next) {
        Violations narrower = new Violations();
        narrower.enter("schema");
        new Compatibility(narrower, new AtomicInteger())
                .compare(before == null ? ANYTHING : before.unfolded(), next == null ? ANYTHING : next.unfolded());
        return narrower;
    }

    private boolean isWider(JsonNode before, JsonNode next) {
        Violations found = new Violations();
        new Compatibility(found, steps).compare(before, next);
        return found.count() == 0;
    }

    private void compare(JsonNode before, JsonNode next) {
        if (before.equals(next) || before.equals(BooleanNode.FALSE) || next.equals(BooleanNode.TRUE)) {
            return;
        }
        if (steps.incrementAndGet() > MAX_STEPS) {
            narrower.add(null, "is too intricate to be compared with before");
            return;
        }
        if (next.isBoolean()) {
            narrower.add(next, "accepts nothing any more");
            return;
        }
        JsonNode old = before.isBoolean() ? ANYTHING : before;
        if (old.has("enum") || old.has("const")) {
            compareValues(old, next);
            return;
        }
        for (Map.Entry<String, JsonNode> keyword : next.properties()) {
            if (!Collections.disjoint(Limits.kinds(old), Limits.concerned(keyword.getKey()))) {
                narrower.enter(keyword.getKey());
                compare(keyword.getKey(), keyword.getValue(), old, next);
                narrower.leave();
            }
        }
    }

    /** What is accepted is known value by value, so that it can be tried. */
    private void compareValues(JsonNode before, JsonNode next) {
        ArrayNode values = JsonNodeFactory.instance.arrayNode();
        if (before.has("const")) {
            values.add(before.get("const"));
        } else {
            values.addAll((ArrayNode) before.get("enum"));
        }
        DetailsSchema old = DetailsSchema.compile(before);
        DetailsSchema schema = DetailsSchema.compile(next);
        for (JsonNode value : values) {
            if (old.accepts(value) && !schema.accepts(value)) {
                narrower.add(value, "was accepted before");
            }
        }
    }

    private void compare(String keyword, JsonNode value, JsonNode before, JsonNode next) {
        switch (keyword) {
            case "properties" -> compareProperties(value, before);
            case "patternProperties" -> comparePatternProperties(value, before);
            case "additionalProperties" -> compareAdditional(value, before, next);
            case "required" -> compareRequired(value, before);
            case "propertyNames" -> compare(conjunction(before, "propertyNames"), value);
            case "prefixItems" -> comparePrefix(value, before);
            case "items" -> compareItems(value, before, next);
            case "allOf" -> compareAll(value, before);
            case "anyOf" -> compareAny(value, before);
            case "contains", "minContains", "maxContains" ->
                compareTogether(before, next, "contains", "minContains", "maxContains");
            case "if", "then", "else" -> compareTogether(before, next, "if", "then", "else");
            // They depend on all that stands beside them, which is not the same, or this would not be reached.
            case "unevaluatedProperties", "unevaluatedItems" -> narrower.add(null, "can't be compared with before");
            default -> {
                if (!Limits.follows(keyword, value, before)) {
                    JsonNode was = before.get(keyword);
                    narrower.add(value, was == null ? "was not asked before" : "was " + was + " before");
                }
            }
        }
    }

    private void compareProperties(JsonNode properties, JsonNode before) {
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            narrower.enter(property.getKey());
            compare(property(before, property.getKey()), property.getValue());
            narrower.leave();
        }
    }

    private void comparePatternProperties(JsonNode patterns, JsonNode before) {
        for (Map.Entry<String, JsonNode> pattern : patterns.properties()) {
            LinearPattern names = new LinearPattern(pattern.getKey());
            narrower.enter(pattern.getKey());
            if (!isWider(conjunctionAt(before, "patternProperties", pattern.getKey()), pattern.getValue())) {
                for (String name : named(before)) {
                    if (names.matches(name)) {
                        compare(property(before, name), pattern.getValue());
                    }
                }
                compare(property(before, ANY_OTHER), pattern.getValue());
                comparePatterned(before, pattern.getValue(), ANYTHING);
            }
            narrower.leave();
        }
    }

    private void compareAdditional(JsonNode additional, JsonNode before, JsonNode next) {
        for (String name : named(before)) {
            if (!next.path("properties").has(name) && !isPatterned(next, name)) {
                narrower.enter(name);
                compare(property(before, name), additional);
                narrower.leave();
            }
        }
        compare(property(before, ANY_OTHER), additional);
        comparePatterned(before, additional, next.path("patternProperties"));
    }

    /** What is accepted where a pattern of names says so, whichever names that are; but for the given patterns. */
    private void comparePatterned(JsonNode before, JsonNode schema, JsonNode but) {
        for (Map.Entry<String, JsonNode> pattern :
                before.path("patternProperties").properties()) {
            if (!but.has(pattern.getKey())) {
                compare(pattern.getValue(), schema);
            }
        }
        before.path("allOf").forEach(member -> comparePatterned(member, schema, but));
    }

    private void compareRequired(JsonNode required, JsonNode before) {
        Set<String> known = new TreeSet<>();
        collectRequired(before, known);
        for (JsonNode name : required) {
            if (!known.contains(name.asText())) {
                narrower.add(name, "was not required before");
            }
        }
    }

    private static void collectRequired(JsonNode schema, Set<String> names) {
        schema.path("required").forEach(name -> names.add(name.asText()));
        schema.path("allOf").forEach(member -> collectRequired(member, names));
    }

    private void comparePrefix(JsonNode prefix, JsonNode before) {
        for (int i = 0; i < prefix.size(); i++) {
            narrower.enter(Integer.toString(i));
            compare(element(before, i), prefix.get(i));
            narrower.leave();
        }
    }

    private void compareItems(JsonNode items, JsonNode before, JsonNode next) {
        int first = next.path("prefixItems").size();
        for (int i = first; i < prefixLength(before); i++) {
            compare(element(before, i), items);
        }
        compare(element(before, Integer.MAX_VALUE), items);
    }

    private void compareAll(JsonNode members, JsonNode before) {
        for (int i = 0; i < members.size(); i++) {
            narrower.enter(Integer.toString(i));
            compare(before, members.get(i));
            narrower.leave();
        }
    }

    private void compareAny(JsonNode members, JsonNode before) {
        JsonNode alternatives = before.has("anyOf") ? before.get("anyOf") : before.path("oneOf");
        if (isWiderAny(before, members)) {
            return;
        }
        for (JsonNode alternative : alternatives) {
            if (!isWiderAny(alternative, members)) {
                narrower.add(null, "leaves no place for " + alternative);
            }
        }
        if (alternatives.isEmpty()) {
            narrower.add(null, "was not asked before");
        }
    }

    private boolean isWiderAny(JsonNode before, JsonNode members) {
        for (JsonNode member : members) {
            if (isWider(before, member)) {
                return true;
            }
        }
        return false;
    }

    private void compareTogether(JsonNode before, JsonNode next, String... keywords) {
        for (String keyword : keywords) {
            if (!next.path(keyword).equals(before.path(keyword))) {
                narrower.add(null, "can't be compared with before, when " + keyword + " is not the same");
                return;
            }
        }
    }

    private static Set<String> named(JsonNode schema) {
        Set<String> names = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        schema.path("allOf").forEach(member -> names.addAll(named(member)));
        return names;
    }

    private static boolean isPatterned(JsonNode schema, String name) {
        for (Map.Entry<String, JsonNode> pattern :
                schema.path("patternProperties").properties()) {
            if (new LinearPattern(pattern.getKey()).matches(name)) {
                return true;
            }
        }
        return false;
    }

    /** What the schema asks of the value of a property. */
    private static JsonNode property(JsonNode schema, String name) {
        ArrayNode asked = JsonNodeFactory.instance.arrayNode();
        boolean found = schema.path("properties").has(name);
        if (found) {
            asked.add(schema.get("properties").get(name));
        }
        if (!name.equals(ANY_OTHER)) {
            for (Map.Entry<String, JsonNode> pattern :
                    schema.path("patternProperties").properties()) {
                if (new LinearPattern(pattern.getKey()).matches(name)) {
                    found = true;
                    asked.add(pattern.getValue());
                }
            }
        }
        if (!found && schema.has("additionalProperties")) {
            asked.add(schema.get("additionalProperties"));
        }
        schema.path("allOf").forEach(member -> asked.add(property(member, name)));
        return together(asked);
    }

    /** What the schema asks of the element at a place of a list. */
    private static JsonNode element(JsonNode schema, int index) {
        ArrayNode asked = JsonNodeFactory.instance.arrayNode();
        if (index < schema.path("prefixItems").size()) {
            asked.add(schema.get("prefixItems").get(index));
        } else if (schema.has("items")) {
            asked.add(schema.get("items"));
        }
        schema.path("allOf").forEach(member -> asked.add(element(member, index)));
        return together(asked);
    }

    private static int prefixLength(JsonNode schema) {
        int length = schema.path("prefixItems").size();
        for (JsonNode member : schema.path("allOf")) {
            length = Math.max(length, prefixLength(member));
        }
        return length;
    }

    private static JsonNode conjunction(JsonNode schema, String keyword) {
        ArrayNode asked = JsonNodeFactory.instance.arrayNode();
        if (schema.has(keyword)) {
            asked.add(schema.get(keyword));
        }
        schema.path("allOf").forEach(member -> asked.add(conjunction(member, keyword)));
        return together(asked);
    }

    private static JsonNode conjunctionAt(JsonNode schema, String keyword, String name) {
        JsonNode at = schema.path(keyword).path(name);
        return at.isMissingNode() ? ANYTHING : at;
    }

    private static JsonNode together(ArrayNode asked) {
        for (JsonNode one : asked) {
            if (one.equals(BooleanNode.FALSE)) {
                return one;
            }
        }
        if (asked.size() <= 1) {
            return asked.isEmpty() ? ANYTHING : asked.get(0);
        }
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.set("allOf", asked);
        return all;
    }
}
