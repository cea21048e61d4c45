// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object whose fields are known; another one is refused with the name that was probably meant. */
public final class ObjectShape implements Shape {

    private final Map<String, Shape> fields = new LinkedHashMap<>();
    private final List<String> required = new ArrayList<>();
    private final List<Shape> conditions = new ArrayList<>();

    ObjectShape() {}

    public ObjectShape required(String name, Shape shape) {
        required.add(name);
        return optional(name, shape);
    }

    public ObjectShape optional(String name, Shape shape) {
        fields.put(name, shape);
        return this;
    }

    /** None of the fields says anything without the others. */
    ObjectShape together(String... names) {
        conditions.add((value, violations) -> {
            List<String> missing =
                    Arrays.stream(names).filter(name -> !value.has(name)).toList();
            if (missing.size() < names.length) {
                missing.forEach(name -> violations.add(name, null, "is required with " + String.join(" and ", names)));
            }
        });
        return this;
    }

    /** Without any of the fields it says nothing. */
    ObjectShape atLeastOne(String... names) {
        conditions.add((value, violations) -> {
            if (Arrays.stream(names).noneMatch(value::has)) {
                violations.add(value, "must have at least one of: " + String.join(", ", names));
            }
        });
        return this;
    }

    @Override
    public void check(JsonNode value, Violations violations) {
        if (!value.isObject()) {
            violations.add(value, "must be an object");
            return;
        }
        for (String name : required) {
            if (!value.has(name)) {
                violations.add(name, null, "is required");
            }
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            violations.enter(field.getKey());
            checkField(fields.get(field.getKey()), field.getKey(), field.getValue(), violations);
            violations.leave();
        }
        for (Shape condition : conditions) {
            condition.check(value, violations);
        }
    }

    private void checkField(@Nullable Shape shape, String name, JsonNode value, Violations violations) {
        if (shape == null) {
            violations.add(value, Spelling.unknown(name, fields.keySet()));
        } else if (value.isNull()) {
            violations.add(value, "must not be null; leave the field out");
        } else {
            shape.check(value, violations);
        }
    }
}
