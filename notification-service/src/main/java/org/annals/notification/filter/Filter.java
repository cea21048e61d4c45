// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.filter;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.annals.notification.cesql.Expression;
import org.annals.notification.cesql.SqlException;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A question about the attributes of an event, which are all text.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/main/subscriptions/spec.md">CloudEvents Subscriptions API</a>
 */
@Schema(
        type = SchemaType.OBJECT,
        description = "One dialect: exact, prefix or suffix with attributes and their values, all or any with an array"
                + " of filters, not with a filter, sql with an expression of CloudEvents SQL",
        example = "{\"any\": [{\"prefix\": {\"source\": \"/desk/\"}}, {\"sql\": \"revision > 1\"}]}")
public sealed interface Filter {

    /**
     * Whether an event passes.
     *
     * @throws FilterException when that can't be said
     */
    boolean passes(Map<String, String> attributes);

    /** As it was written. */
    @JsonValue
    JsonNode json();

    /** All these attributes have exactly these values. */
    record Exact(Map<String, String> values) implements Filter {

        public Exact {
            values = Map.copyOf(values);
        }

        @Override
        public boolean passes(Map<String, String> attributes) {
            return values.entrySet().stream()
                    .allMatch(value -> value.getValue().equals(attributes.get(value.getKey())));
        }

        @Override
        public JsonNode json() {
            return dialect("exact", values);
        }
    }

    /** All these attributes begin so. */
    record Prefix(Map<String, String> values) implements Filter {

        public Prefix {
            values = Map.copyOf(values);
        }

        @Override
        public boolean passes(Map<String, String> attributes) {
            return values.entrySet().stream().allMatch(value -> {
                String found = attributes.get(value.getKey());
                return found != null && found.startsWith(value.getValue());
            });
        }

        @Override
        public JsonNode json() {
            return dialect("prefix", values);
        }
    }

    /** All these attributes end so. */
    record Suffix(Map<String, String> values) implements Filter {

        public Suffix {
            values = Map.copyOf(values);
        }

        @Override
        public boolean passes(Map<String, String> attributes) {
            return values.entrySet().stream().allMatch(value -> {
                String found = attributes.get(value.getKey());
                return found != null && found.endsWith(value.getValue());
            });
        }

        @Override
        public JsonNode json() {
            return dialect("suffix", values);
        }
    }

    /** Passes where all of them do. */
    record All(List<Filter> filters) implements Filter {

        public All {
            filters = List.copyOf(filters);
        }

        @Override
        public boolean passes(Map<String, String> attributes) {
            return filters.stream().allMatch(filter -> filter.passes(attributes));
        }

        @Override
        public JsonNode json() {
            return dialect("all", filters);
        }
    }

    /** Passes where one of them does. */
    record Any(List<Filter> filters) implements Filter {

        public Any {
            filters = List.copyOf(filters);
        }

        @Override
        public boolean passes(Map<String, String> attributes) {
            return filters.stream().anyMatch(filter -> filter.passes(attributes));
        }

        @Override
        public JsonNode json() {
            return dialect("any", filters);
        }
    }

    /** Passes where the other does not. */
    record Not(Filter filter) implements Filter {

        @Override
        public boolean passes(Map<String, String> attributes) {
            return !filter.passes(attributes);
        }

        @Override
        public JsonNode json() {
            return JsonNodeFactory.instance.objectNode().set("not", filter.json());
        }
    }

    /**
     * Passes where an expression of CloudEvents SQL is true.
     *
     * @param text the expression
     */
    record Sql(String text, Expression expression) implements Filter {

        @Override
        public boolean passes(Map<String, String> attributes) {
            try {
                return expression.isTrue(attributes);
            } catch (SqlException e) {
                throw new FilterException(String.valueOf(e.getMessage()));
            }
        }

        @Override
        public JsonNode json() {
            return JsonNodeFactory.instance.objectNode().put("sql", text);
        }
    }

    private static JsonNode dialect(String name, Map<String, String> values) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(value -> members.put(value.getKey(), value.getValue()));
        return JsonNodeFactory.instance.objectNode().set(name, members);
    }

    private static JsonNode dialect(String name, List<Filter> filters) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        filters.forEach(filter -> node.withArray(name).add(filter.json()));
        return node;
    }
}
