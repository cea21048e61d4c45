// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.type;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.annals.ingest.data.Spelling;
import org.annals.ingest.data.Violations;

/**
 * Checks what a schema of ours may be, and unfolds it: each reference is replaced by what it refers to, and what asserts
 * nothing is left out. A schema that refers to itself, or grows beyond a bound, is refused, so that checking an event
 * costs at most the size of the schema times that of the event, and two schemas can be compared.
 */
final class SchemaForm {

    static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";

    static final Set<String> HOLDING_ONE = Set.of(
            "items",
            "contains",
            "additionalProperties",
            "propertyNames",
            "if",
            "then",
            "else",
            "not",
            "unevaluatedItems",
            "unevaluatedProperties");

    static final Set<String> HOLDING_LIST = Set.of("allOf", "anyOf", "oneOf", "prefixItems");
    static final Set<String> HOLDING_MAP = Set.of("properties", "patternProperties", "dependentSchemas");

    private static final Set<String> ASSERTIONS = Set.of(
            "type",
            "enum",
            "const",
            "multipleOf",
            "maximum",
            "exclusiveMaximum",
            "minimum",
            "exclusiveMinimum",
            "maxLength",
            "minLength",
            "pattern",
            "maxItems",
            "minItems",
            "uniqueItems",
            "maxContains",
            "minContains",
            "maxProperties",
            "minProperties",
            "required",
            "dependentRequired");

    /** A format is one of them, as the standard has it. */
    private static final Set<String> ANNOTATIONS = Set.of(
            "$schema",
            "$id",
            "$comment",
            "$defs",
            "title",
            "description",
            "default",
            "deprecated",
            "readOnly",
            "writeOnly",
            "examples",
            "format",
            "contentEncoding",
            "contentMediaType",
            "contentSchema");

    private static final SortedSet<String> KNOWN = Stream.of(
                    HOLDING_ONE, HOLDING_LIST, HOLDING_MAP, ASSERTIONS, ANNOTATIONS, Set.of("$ref"))
            .flatMap(Set::stream)
            .collect(Collectors.toCollection(TreeSet::new));

    private static final int MAX_NODES = 1000;
    private static final int MAX_DEPTH = 50;

    private final JsonNode root;
    private final Violations violations;
    private final Deque<String> following = new ArrayDeque<>();
    private int nodes;
    private int depth;

    private SchemaForm(JsonNode root, Violations violations) {
        this.root = root;
        this.violations = violations;
    }

    /** The schema without references; of use only where no violation was added. */
    static JsonNode unfold(JsonNode schema, Violations violations) {
        int before = violations.count();
        DetailsSchema.checkSchema(schema, violations);
        if (violations.count() > before) {
            return schema;
        }
        JsonNode dialect = schema.path("$schema");
        if (!dialect.isMissingNode() && !dialect.asText().equals(DIALECT)) {
            violations.add("$schema", dialect, "must be " + DIALECT + ", or left out");
        }
        return new SchemaForm(schema, violations).unfold(schema);
    }

    private JsonNode unfold(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return schema;
        }
        if (++nodes > MAX_NODES || depth >= MAX_DEPTH) {
            if (nodes == MAX_NODES + 1 || nodes <= MAX_NODES) {
                violations.add(
                        null,
                        "makes the schema too large: with its references followed, it may have " + MAX_NODES
                                + " schemas in it, nested " + MAX_DEPTH + " deep");
            }
            return schema;
        }
        depth++;
        ObjectNode unfolded = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> keyword : object.properties()) {
            if (!keyword.getKey().equals("$ref")) {
                violations.enter(keyword.getKey());
                unfoldKeyword(keyword.getKey(), keyword.getValue(), unfolded);
                violations.leave();
            }
        }
        if (object.has("$ref")) {
            violations.enter("$ref");
            JsonNode referred = referred(object.get("$ref").asText());
            violations.leave();
            if (unfolded.isEmpty()) {
                depth--;
                return referred;
            }
            unfolded.withArray("allOf").add(referred);
        }
        depth--;
        return unfolded;
    }

    private void unfoldKeyword(String name, JsonNode value, ObjectNode unfolded) {
        if (!KNOWN.contains(name)) {
            violations.add(value, Spelling.unknown(name, KNOWN));
        } else if (name.equals("$id") && depth > 1) {
            violations.add(value, "is only taken at the top of a schema");
        } else if (HOLDING_ONE.contains(name)) {
            unfolded.set(name, unfold(value));
        } else if (HOLDING_LIST.contains(name)) {
            ArrayNode list = unfolded.putArray(name);
            for (int i = 0; i < value.size(); i++) {
                violations.enter(Integer.toString(i));
                list.add(unfold(value.get(i)));
                violations.leave();
            }
        } else if (HOLDING_MAP.contains(name)) {
            ObjectNode map = unfolded.putObject(name);
            for (Map.Entry<String, JsonNode> entry : value.properties()) {
                violations.enter(entry.getKey());
                if (name.equals("patternProperties")) {
                    checkPattern(entry.getKey(), entry.getValue());
                }
                map.set(entry.getKey(), unfold(entry.getValue()));
                violations.leave();
            }
        } else if (ASSERTIONS.contains(name)) {
            if (name.equals("pattern")) {
                checkPattern(value.asText(), value);
            }
            unfolded.set(name, value);
        }
    }

    private void checkPattern(String regex, JsonNode value) {
        String wrong = LinearPattern.wrong(regex);
        if (wrong != null) {
            violations.add(value, wrong);
        }
    }

    private JsonNode referred(String reference) {
        JsonNode target = target(reference);
        if (target.isMissingNode()) {
            violations.add(
                    JsonNodeFactory.instance.textNode(reference),
                    "must refer to a part of the same schema, such as #/$defs/name; nothing is fetched from elsewhere");
            return target;
        }
        if (following.contains(reference)) {
            violations.add(
                    JsonNodeFactory.instance.textNode(reference),
                    "must not lead back to itself: schemas are finite here");
            return target;
        }
        following.push(reference);
        JsonNode unfolded = unfold(target);
        following.pop();
        return unfolded;
    }

    private JsonNode target(String reference) {
        if (!reference.startsWith("#")) {
            return MissingNode.getInstance();
        }
        try {
            String pointer = URLDecoder.decode(reference.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8);
            return root.at(JsonPointer.compile(pointer));
        } catch (IllegalArgumentException e) {
            return MissingNode.getInstance();
        }
    }
}
