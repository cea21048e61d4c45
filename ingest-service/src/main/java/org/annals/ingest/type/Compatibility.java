// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.annals.ingest.data.Violations;
import org.jspecify.annotations.Nullable;

/**
 * Whether a schema accepts all that another one accepted. It goes through the new one: each of its keywords must follow
 * from the old one. What can't be judged so (a changed {@code not}, say) counts as narrower, so that no schema that is
 * narrower passes, and some that is not is named. Both are unfolded.
 */
final class Compatibility {

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
                .compare(
                        before == null ? Asked.ANYTHING : before.unfolded(),
                        next == null ? Asked.ANYTHING : next.unfolded());
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
        JsonNode old = before.isBoolean() ? Asked.ANYTHING : before;
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
            case "propertyNames" -> compare(Asked.ofNames(before), value);
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
            compare(Asked.ofProperty(before, property.getKey()), property.getValue());
            narrower.leave();
        }
    }

    private void comparePatternProperties(JsonNode patterns, JsonNode before) {
        for (Map.Entry<String, JsonNode> pattern : patterns.properties()) {
            LinearPattern names = new LinearPattern(pattern.getKey());
            narrower.enter(pattern.getKey());
            if (!isWider(Asked.ofPattern(before, pattern.getKey()), pattern.getValue())) {
                for (String name : Asked.named(before)) {
                    if (names.matches(name)) {
                        compare(Asked.ofProperty(before, name), pattern.getValue());
                    }
                }
                compare(Asked.ofProperty(before, Asked.ANY_OTHER), pattern.getValue());
                comparePatterned(before, pattern.getValue(), Asked.ANYTHING);
            }
            narrower.leave();
        }
    }

    private void compareAdditional(JsonNode additional, JsonNode before, JsonNode next) {
        for (String name : Asked.named(before)) {
            if (!next.path("properties").has(name) && !Asked.isPatterned(next, name)) {
                narrower.enter(name);
                compare(Asked.ofProperty(before, name), additional);
                narrower.leave();
            }
        }
        compare(Asked.ofProperty(before, Asked.ANY_OTHER), additional);
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
        Set<String> known = Asked.required(before);
        for (JsonNode name : required) {
            if (!known.contains(name.asText())) {
                narrower.add(name, "was not required before");
            }
        }
    }

    private void comparePrefix(JsonNode prefix, JsonNode before) {
        for (int i = 0; i < prefix.size(); i++) {
            narrower.enter(Integer.toString(i));
            compare(Asked.ofElement(before, i), prefix.get(i));
            narrower.leave();
        }
    }

    private void compareItems(JsonNode items, JsonNode before, JsonNode next) {
        int first = next.path("prefixItems").size();
        for (int i = first; i < Asked.prefixLength(before); i++) {
            compare(Asked.ofElement(before, i), items);
        }
        compare(Asked.ofElement(before, Integer.MAX_VALUE), items);
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
}
