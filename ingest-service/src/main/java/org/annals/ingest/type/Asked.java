// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What a schema, its {@code allOf} included, asks of the parts of a value: one schema again for each. */
final class Asked {

    static final JsonNode ANYTHING = JsonNodeFactory.instance.objectNode();

    /** A name that no schema has, for the properties that it does not name. */
    static final String ANY_OTHER = "\uFFFF";

    private Asked() {}

    static JsonNode ofProperty(JsonNode schema, String name) {
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
        schema.path("allOf").forEach(member -> asked.add(ofProperty(member, name)));
        return together(asked);
    }

    /** Of properties whose names match a pattern, by this very pattern. */
    static JsonNode ofPattern(JsonNode schema, String pattern) {
        JsonNode at = schema.path("patternProperties").path(pattern);
        return at.isMissingNode() ? ANYTHING : at;
    }

    /** Of the names of properties. */
    static JsonNode ofNames(JsonNode schema) {
        ArrayNode asked = JsonNodeFactory.instance.arrayNode();
        if (schema.has("propertyNames")) {
            asked.add(schema.get("propertyNames"));
        }
        schema.path("allOf").forEach(member -> asked.add(ofNames(member)));
        return together(asked);
    }

    /** Of the element at a place of a list. */
    static JsonNode ofElement(JsonNode schema, int index) {
        ArrayNode asked = JsonNodeFactory.instance.arrayNode();
        if (index < schema.path("prefixItems").size()) {
            asked.add(schema.get("prefixItems").get(index));
        } else if (schema.has("items")) {
            asked.add(schema.get("items"));
        }
        schema.path("allOf").forEach(member -> asked.add(ofElement(member, index)));
        return together(asked);
    }

    /** How many elements, from the first, are each asked for something of their own. */
    static int prefixLength(JsonNode schema) {
        int length = schema.path("prefixItems").size();
        for (JsonNode member : schema.path("allOf")) {
            length = Math.max(length, prefixLength(member));
        }
        return length;
    }

    /** The properties that must be there. */
    static Set<String> required(JsonNode schema) {
        Set<String> names = new TreeSet<>();
        schema.path("required").forEach(name -> names.add(name.asText()));
        schema.path("allOf").forEach(member -> names.addAll(required(member)));
        return names;
    }

    /** The properties that are named, whether or not they must be there. */
    static Set<String> named(JsonNode schema) {
        Set<String> names = new TreeSet<>();
        schema.path("properties").fieldNames().forEachRemaining(names::add);
        schema.path("allOf").forEach(member -> names.addAll(named(member)));
        return names;
    }

    /** Whether a pattern of the schema itself covers a name. */
    static boolean isPatterned(JsonNode schema, String name) {
        for (Map.Entry<String, JsonNode> pattern :
                schema.path("patternProperties").properties()) {
            if (new LinearPattern(pattern.getKey()).matches(name)) {
                return true;
            }
        }
        return false;
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
