// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.type;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.StreamSupport;

/** Whether what one schema asserts by a single keyword follows from what another asserts. */
final class Limits {

    /** What JSON values there are; whole numbers are numbers of a kind of their own. */
    enum Kind {
        NULL,
        BOOLEAN,
        OBJECT,
        ARRAY,
        TEXT,
        INTEGER,
        FRACTION
    }

    private Limits() {}

    /** The kinds of values that the schema may accept. */
    static Set<Kind> kinds(JsonNode schema) {
        Set<Kind> kinds = EnumSet.allOf(Kind.class);
        if (schema.has("type")) {
            kinds.retainAll(named(schema.get("type")));
        }
        for (JsonNode member : schema.path("allOf")) {
            kinds.retainAll(kinds(member));
        }
        return kinds;
    }

    /** The kinds of values that the keyword says something about. */
    static Set<Kind> concerned(String keyword) {
        return switch (keyword) {
            case "properties",
                    "patternProperties",
                    "additionalProperties",
                    "propertyNames",
                    "minProperties",
                    "maxProperties",
                    "required",
                    "dependentRequired",
                    "dependentSchemas",
                    "unevaluatedProperties" -> EnumSet.of(Kind.OBJECT);
            case "items",
                    "prefixItems",
                    "contains",
                    "minContains",
                    "maxContains",
                    "minItems",
                    "maxItems",
                    "uniqueItems",
                    "unevaluatedItems" -> EnumSet.of(Kind.ARRAY);
            case "minLength", "maxLength", "pattern" -> EnumSet.of(Kind.TEXT);
            case "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf" ->
                EnumSet.of(Kind.INTEGER, Kind.FRACTION);
            default -> EnumSet.allOf(Kind.class);
        };
    }

    /** Whether all that the schema accepts has the keyword's property; false where that can't be told. */
    static boolean follows(String keyword, JsonNode value, JsonNode schema) {
        return followsFromItself(keyword, value, schema)
                || any(schema.path("allOf"), keyword, value)
                || all(schema.path("anyOf"), keyword, value)
                || all(schema.path("oneOf"), keyword, value);
    }

    private static boolean any(JsonNode schemas, String keyword, JsonNode value) {
        return StreamSupport.stream(schemas.spliterator(), false).anyMatch(schema -> follows(keyword, value, schema));
    }

    private static boolean all(JsonNode schemas, String keyword, JsonNode value) {
        return !schemas.isEmpty()
                && StreamSupport.stream(schemas.spliterator(), false)
                        .allMatch(schema -> follows(keyword, value, schema));
    }

    private static boolean followsFromItself(String keyword, JsonNode value, JsonNode schema) {
        if (schema.isBoolean()) {
            return !schema.booleanValue();
        }
        return switch (keyword) {
            case "type" -> named(value).containsAll(kinds(schema));
            case "minLength", "minItems", "minProperties" ->
                value.decimalValue().signum() == 0 || atLeast(schema, keyword, value.decimalValue());
            case "minimum" ->
                atLeast(schema, "minimum", value.decimalValue())
                        || atLeast(schema, "exclusiveMinimum", value.decimalValue());
            case "exclusiveMinimum" ->
                above(schema, "minimum", value.decimalValue())
                        || atLeast(schema, "exclusiveMinimum", value.decimalValue());
            case "maxLength", "maxItems", "maxProperties" -> atMost(schema, keyword, value.decimalValue());
            case "maximum" ->
                atMost(schema, "maximum", value.decimalValue())
                        || atMost(schema, "exclusiveMaximum", value.decimalValue());
            case "exclusiveMaximum" ->
                below(schema, "maximum", value.decimalValue())
                        || atMost(schema, "exclusiveMaximum", value.decimalValue());
            case "multipleOf" -> isMultiple(schema, value.decimalValue());
            case "uniqueItems" ->
                !value.booleanValue() || schema.path("uniqueItems").asBoolean();
            default -> value.equals(schema.get(keyword));
        };
    }

    private static Set<Kind> named(JsonNode type) {
        if (type.isArray()) {
            Set<Kind> kinds = EnumSet.noneOf(Kind.class);
            type.forEach(one -> kinds.addAll(named(one)));
            return kinds;
        }
        return switch (type.asText()) {
            case "null" -> EnumSet.of(Kind.NULL);
            case "boolean" -> EnumSet.of(Kind.BOOLEAN);
            case "object" -> EnumSet.of(Kind.OBJECT);
            case "array" -> EnumSet.of(Kind.ARRAY);
            case "string" -> EnumSet.of(Kind.TEXT);
            case "integer" -> EnumSet.of(Kind.INTEGER);
            default -> EnumSet.of(Kind.INTEGER, Kind.FRACTION);
        };
    }

    private static boolean isMultiple(JsonNode schema, BigDecimal of) {
        if (of.compareTo(BigDecimal.ONE) == 0 && !kinds(schema).contains(Kind.FRACTION)) {
            return true;
        }
        return schema.has("multipleOf")
                && schema.get("multipleOf").decimalValue().remainder(of).signum() == 0;
    }

    private static boolean atLeast(JsonNode schema, String keyword, BigDecimal limit) {
        return schema.has(keyword) && schema.get(keyword).decimalValue().compareTo(limit) >= 0;
    }

    private static boolean above(JsonNode schema, String keyword, BigDecimal limit) {
        return schema.has(keyword) && schema.get(keyword).decimalValue().compareTo(limit) > 0;
    }

    private static boolean atMost(JsonNode schema, String keyword, BigDecimal limit) {
        return schema.has(keyword) && schema.get(keyword).decimalValue().compareTo(limit) <= 0;
    }

    private static boolean below(JsonNode schema, String keyword, BigDecimal limit) {
        return schema.has(keyword) && schema.get(keyword).decimalValue().compareTo(limit) < 0;
    }
}
