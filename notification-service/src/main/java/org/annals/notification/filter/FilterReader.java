// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.annals.notification.cesql.Expression;
import org.annals.notification.cesql.SqlException;
import org.annals.notification.problem.Spelling;
import org.annals.notification.problem.Violation;
import org.jspecify.annotations.Nullable;

/** Reads filters, and refuses what would be no question or one without a bound. */
public final class FilterReader {

    private static final List<String> DIALECTS = List.of("exact", "prefix", "suffix", "all", "any", "not", "sql");
    private static final Pattern ATTRIBUTE = Pattern.compile("[a-z0-9]{1,64}");
    private static final int MAX_DEPTH = 8;
    private static final int MAX_FILTERS = 100;
    private static final int MAX_VALUE_LENGTH = 1024;

    private final List<Violation> violations;
    private int count;

    private FilterReader(List<Violation> violations) {
        this.violations = violations;
    }

    /** Adds what is wrong to the violations; what is returned is whole only when there is nothing. */
    public static List<Filter> read(JsonNode filters, String pointer, List<Violation> violations) {
        return new FilterReader(violations).filters(filters, pointer, 1);
    }

    private List<Filter> filters(JsonNode node, String pointer, int depth) {
        if (!node.isArray() || node.isEmpty()) {
            violations.add(new Violation(pointer, "must be an array of one filter or more"));
            return List.of();
        }
        List<Filter> filters = new ArrayList<>();
        for (int i = 0; i < node.size() && count <= MAX_FILTERS; i++) {
            Filter filter = filter(node.get(i), pointer + "/" + i, depth);
            if (filter != null) {
                filters.add(filter);
            }
        }
        return filters;
    }

    private @Nullable Filter filter(JsonNode node, String pointer, int depth) {
        if (++count > MAX_FILTERS) {
            violations.add(new Violation(pointer, "is one filter too many: at most " + MAX_FILTERS + " in all"));
            return null;
        }
        if (depth > MAX_DEPTH) {
            violations.add(new Violation(pointer, "is nested too deeply: at most " + MAX_DEPTH + " levels"));
            return null;
        }
        if (!node.isObject() || node.size() != 1) {
            violations.add(
                    new Violation(pointer, "must be an object with one dialect: " + String.join(", ", DIALECTS)));
            return null;
        }
        String dialect = node.fieldNames().next();
        JsonNode value = node.get(dialect);
        String at = pointer + "/" + Violation.escaped(dialect);
        return switch (dialect) {
            case "exact" -> new Filter.Exact(values(value, at));
            case "prefix" -> new Filter.Prefix(values(value, at));
            case "suffix" -> new Filter.Suffix(values(value, at));
            case "all" -> new Filter.All(filters(value, at, depth + 1));
            case "any" -> new Filter.Any(filters(value, at, depth + 1));
            case "not" -> not(value, at, depth);
            case "sql" -> sql(value, at);
            default -> {
                violations.add(new Violation(at, Spelling.unknown(dialect, DIALECTS)));
                yield null;
            }
        };
    }

    private @Nullable Filter not(JsonNode node, String pointer, int depth) {
        Filter filter = filter(node, pointer, depth + 1);
        return filter == null ? null : new Filter.Not(filter);
    }

    private @Nullable Filter sql(JsonNode node, String pointer) {
        if (!node.isTextual()) {
            violations.add(new Violation(pointer, "must be a string with an expression of CloudEvents SQL"));
            return null;
        }
        try {
            return new Filter.Sql(node.textValue(), Expression.parse(node.textValue()));
        } catch (SqlException e) {
            violations.add(new Violation(pointer, String.valueOf(e.getMessage())));
            return null;
        }
    }

    private Map<String, String> values(JsonNode node, String pointer) {
        Map<String, String> values = new LinkedHashMap<>();
        if (!node.isObject() || node.isEmpty()) {
            violations.add(new Violation(pointer, "must be an object of attributes and their values"));
            return values;
        }
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String at = pointer + "/" + Violation.escaped(member.getKey());
            String value = member.getValue().textValue();
            if (!ATTRIBUTE.matcher(member.getKey()).matches()) {
                violations.add(new Violation(at, "is no CloudEvents attribute: lower-case letters and digits"));
            } else if (value == null || value.isEmpty() || value.length() > MAX_VALUE_LENGTH) {
                violations.add(new Violation(at, "must be a string of 1 to " + MAX_VALUE_LENGTH + " characters"));
            } else {
                values.put(member.getKey(), value);
            }
        }
        return values;
    }
}
