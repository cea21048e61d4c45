// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.type;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Random;
import org.annals.ingest.data.Violations;
import org.annals.ingest.problem.Violation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompatibilityTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int SEED = 20220804;
    private static final int PAIRS = 20_000;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"type": "integer"}                            | {"type": "number"}
                    {"type": "integer"}                            | {"multipleOf": 1}
                    {"type": "string"}                             | {"type": ["string", "null"]}
                    {"type": "string"}                             | {"minimum": 5}
                    {"minimum": 5}                                 | {"minimum": 4}
                    {"minimum": 5}                                 | {"exclusiveMinimum": 4}
                    {"exclusiveMaximum": 5}                        | {"maximum": 5}
                    {"multipleOf": 6}                              | {"multipleOf": 3}
                    {"enum": [1, 2]}                               | {"enum": [2, 1, 3]}
                    {"enum": ["a", "bb"]}                          | {"maxLength": 2, "pattern": "^[a-c]"}
                    {"const": 3}                                   | {"type": "integer", "minimum": 3}
                    {"required": ["a", "b"]}                       | {"required": ["a"]}
                    {"properties": {"a": {"type": "integer"}}}     | {"properties": {"a": {"type": "number"}}}
                    {"properties": {"a": true}, "additionalProperties": false} | {"properties": {"a": true, "b": true}, "additionalProperties": false}
                    {"additionalProperties": {"type": "integer"}}  | {"properties": {"a": {"type": "number"}}}
                    {"patternProperties": {"^x": {"minimum": 1}}}  | {"properties": {"xy": {"minimum": 0}}}
                    {"items": {"type": "integer"}}                 | {"prefixItems": [{"type": "number"}]}
                    {"allOf": [{"minimum": 5}, {"maximum": 9}]}    | {"minimum": 5, "maximum": 10}
                    {"anyOf": [{"minimum": 5}, {"const": 4}]}      | {"anyOf": [{"const": 4}, {"minimum": 1}]}
                    {"oneOf": [{"minimum": 5}, {"minimum": 7}]}    | {"minimum": 5}
                    {"not": {"type": "null"}}                      | {"not": {"type": "null"}}
                    false                                          | {"minimum": 1}
                    {"minimum": 1}                                 | {"title": "Other words", "minimum": 1}
                    """)
    void a_schema_that_accepts_all_that_was_accepted_is_taken(String before, String next) throws Exception {
        assertEquals(List.of(), narrower(before, next));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}                                             | {"type": "object"}                       | /schema/type
                    {"type": "number"}                             | {"type": "integer"}                      | /schema/type
                    {"minimum": 5}                                 | {"exclusiveMinimum": 5}                  | /schema/exclusiveMinimum
                    {"maximum": 5}                                 | {"maximum": 4}                           | /schema/maximum
                    {"maxLength": 5}                               | {"maxLength": 4}                         | /schema/maxLength
                    {"minItems": 1}                                | {"minItems": 2}                          | /schema/minItems
                    {"multipleOf": 3}                              | {"multipleOf": 6}                        | /schema/multipleOf
                    {"pattern": "^a"}                              | {"pattern": "^ab"}                       | /schema/pattern
                    {"enum": [1, 2]}                               | {"enum": [1]}                            | /schema
                    {}                                             | {"enum": [1]}                            | /schema/enum
                    {}                                             | {"required": ["a"]}                      | /schema/required
                    {}                                             | {"uniqueItems": true}                    | /schema/uniqueItems
                    {}                                             | {"additionalProperties": false}          | /schema/additionalProperties
                    {"properties": {"a": true}, "additionalProperties": false} | {"additionalProperties": false} | /schema/additionalProperties/a
                    {"patternProperties": {"^x": true}, "additionalProperties": false} | {"additionalProperties": false} | /schema/additionalProperties
                    {"allOf": [{"patternProperties": {"^x": true}, "additionalProperties": false}]} | {"additionalProperties": false} | /schema/additionalProperties
                    {}                                             | {"properties": {"a": {"type": "null"}}}  | /schema/properties/a/type
                    {"patternProperties": {"^x": {"minimum": 1}}}  | {"patternProperties": {"^y": {"minimum": 1}}} | /schema/patternProperties/^y/minimum
                    {"items": {"type": "number"}}                  | {"items": {"type": "integer"}}           | /schema/items/type
                    {"prefixItems": [true], "items": false}        | {"items": false}                         | /schema/items
                    {}                                             | {"prefixItems": [{"minimum": 1}]}        | /schema/prefixItems/0/minimum
                    {"minimum": 1}                                 | {"allOf": [{"maximum": 3}]}              | /schema/allOf/0/maximum
                    {"anyOf": [{"minimum": 5}, {"const": 4}]}      | {"anyOf": [{"minimum": 5}]}              | /schema/anyOf
                    {"oneOf": [{"minimum": 5}]}                    | {"oneOf": [{"minimum": 5}, {"maximum": 9}]} | /schema/oneOf
                    {"not": {"const": 1}}                          | {"not": {"minimum": 1}}                  | /schema/not
                    {}                                             | {"unevaluatedProperties": false}         | /schema/unevaluatedProperties
                    {"minimum": 1}                                 | false                                    | /schema
                    """)
    void a_schema_that_may_refuse_what_was_accepted_is_named_where_it_does(String before, String next, String pointer)
            throws Exception {
        assertEquals(List.of(pointer), narrower(before, next));
    }

    @Test
    void alternatives_in_alternatives_end_in_time() throws Exception {
        String before = "{\"minimum\": 1}";
        String next = "{\"minimum\": 2}";
        for (int i = 0; i < 45; i++) {
            before = "{\"anyOf\": [" + before + ", {\"const\": " + i + "}]}";
            next = "{\"anyOf\": [{\"const\": " + i + "}, " + next + "]}";
        }

        assertTrue(!narrower(before, next).isEmpty());
    }

    /** The promise itself, tried on schemas and values that chance makes. */
    @Test
    void no_schema_that_is_taken_refuses_what_was_accepted() {
        Random random = new Random(SEED);
        int taken = 0;
        for (int i = 0; i < PAIRS; i++) {
            DetailsSchema before = schema(aSchema(random, 2));
            DetailsSchema next = schema(aSchema(random, 2));
            if (Compatibility.compare(before, next).count() > 0) {
                continue;
            }
            taken++;
            for (int j = 0; j < 30; j++) {
                JsonNode value = aValue(random, 2);
                assertTrue(
                        !before.accepts(value) || next.accepts(value),
                        () -> value + " was accepted by " + before.unfolded() + ", not by " + next.unfolded());
            }
        }
        assertTrue(taken > PAIRS / 50, "taken: " + taken);
    }

    private static List<String> narrower(String before, String next) throws JsonProcessingException {
        return Compatibility.compare(schema(MAPPER.readTree(before)), schema(MAPPER.readTree(next))).listed().stream()
                .map(Violation::pointer)
                .distinct()
                .toList();
    }

    private static DetailsSchema schema(JsonNode schema) {
        Violations violations = new Violations();
        JsonNode unfolded = SchemaForm.unfold(schema, violations);
        assertEquals(List.of(), violations.listed());
        return DetailsSchema.compile(unfolded);
    }

    private static JsonNode aSchema(Random random, int depth) {
        ObjectNode schema = JsonNodeFactory.instance.objectNode();
        for (int keywords = random.nextInt(3); keywords >= 0; keywords--) {
            addKeyword(schema, random, depth);
        }
        return schema;
    }

    private static void addKeyword(ObjectNode schema, Random random, int depth) {
        List<String> types = List.of("object", "array", "integer", "number", "string", "null");
        switch (random.nextInt(depth == 0 ? 8 : 19)) {
            case 0 -> schema.put("type", types.get(random.nextInt(types.size())));
            case 1 -> schema.put("minimum", random.nextInt(4));
            case 2 -> schema.put("exclusiveMaximum", random.nextInt(4));
            case 3 -> schema.put("maxLength", random.nextInt(3));
            case 4 -> schema.putArray("enum").add(random.nextInt(3)).add("a").add(aValue(random, 1));
            case 5 -> schema.putArray("required").add(name(random));
            case 6 -> schema.put("maxItems", random.nextInt(3));
            case 7 -> schema.put("minProperties", random.nextInt(3));
            case 8, 9 -> schema.putObject("properties").set(name(random), aSchema(random, depth - 1));
            case 10 ->
                schema.putObject("patternProperties")
                        .set(random.nextBoolean() ? "^a" : "b", aSchema(random, depth - 1));
            case 11, 12 -> {
                if (random.nextBoolean()) {
                    schema.put("additionalProperties", false);
                } else {
                    schema.set("additionalProperties", aSchema(random, depth - 1));
                }
            }
            case 13 -> schema.set("items", aSchema(random, depth - 1));
            case 14 -> schema.putArray("prefixItems").add(aSchema(random, depth - 1));
            case 15 -> schema.putArray("allOf").add(aSchema(random, depth - 1)).add(aSchema(random, depth - 1));
            case 16 -> schema.putArray("anyOf").add(aSchema(random, depth - 1)).add(aSchema(random, depth - 1));
            case 17 -> schema.putArray("oneOf").add(aSchema(random, depth - 1));
            default -> schema.set("propertyNames", aSchema(random, 0));
        }
    }

    private static JsonNode aValue(Random random, int depth) {
        return switch (random.nextInt(depth == 0 ? 4 : 6)) {
            case 0 -> JsonNodeFactory.instance.numberNode(random.nextInt(5));
            case 1 -> JsonNodeFactory.instance.numberNode(random.nextInt(5) + 0.5);
            case 2 -> JsonNodeFactory.instance.textNode(name(random));
            case 3 -> JsonNodeFactory.instance.nullNode();
            case 4 -> {
                ArrayNode list = JsonNodeFactory.instance.arrayNode();
                for (int i = random.nextInt(3); i > 0; i--) {
                    list.add(aValue(random, depth - 1));
                }
                yield list;
            }
            default -> {
                ObjectNode object = JsonNodeFactory.instance.objectNode();
                for (int i = random.nextInt(3); i > 0; i--) {
                    object.set(name(random), aValue(random, depth - 1));
                }
                yield object;
            }
        };
    }

    private static String name(Random random) {
        return List.of("a", "ab", "b", "c").get(random.nextInt(4));
    }
}
