// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.path.NodePath;
import java.util.Locale;
import org.annals.ingest.data.Violations;

/** A schema that was found to be in order, ready to check details. */
final class DetailsSchema {

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .regularExpressionFactory(LinearPattern::new)
            .locale(Locale.ROOT)
            .build();

    private static final Schema META = registry().getSchema(SchemaLocation.of(SchemaForm.DIALECT));

    private final JsonNode unfolded;
    private final Schema schema;

    /** Most events have no details: this is then all that there is to say. */
    private final boolean acceptsNone;

    private DetailsSchema(JsonNode unfolded) {
        this.unfolded = unfolded;
        this.schema = registry().getSchema(unfolded);
        this.acceptsNone = accepts(JsonNodeFactory.instance.objectNode());
    }

    /**
     * Compiles a schema without references, as {@link SchemaForm} makes it: there is nothing to be looked up, here or
     * elsewhere.
     */
    static DetailsSchema compile(JsonNode unfolded) {
        return new DetailsSchema(unfolded);
    }

    /** Checks a schema against the schema of schemas. */
    static void checkSchema(JsonNode schema, Violations violations) {
        add(META, schema, "", violations);
    }

    /** Adds what the schema of the type refuses in the details; where there are none, they are taken as empty. */
    void check(String type, JsonNode details, Violations violations) {
        if (details.isMissingNode() && acceptsNone) {
            return;
        }
        JsonNode checked = details.isMissingNode() ? JsonNodeFactory.instance.objectNode() : details;
        add(schema, checked, ", by the schema of " + type, violations);
    }

    boolean accepts(JsonNode value) {
        return schema.validate(value).isEmpty();
    }

    JsonNode unfolded() {
        return unfolded;
    }

    private static void add(Schema schema, JsonNode value, String suffix, Violations violations) {
        for (Error error : schema.validate(value)) {
            NodePath way = error.getInstanceLocation();
            for (int i = 0; i < way.getNameCount(); i++) {
                violations.enter(way.getElement(i).toString());
            }
            add(error, suffix, violations);
            for (int i = 0; i < way.getNameCount(); i++) {
                violations.leave();
            }
        }
    }

    private static void add(Error error, String suffix, Violations violations) {
        switch (error.getKeyword()) {
            case "required" -> violations.add(error.getProperty(), null, "is required" + suffix);
            case "additionalProperties", "unevaluatedProperties" ->
                violations.add(error.getProperty(), null, "is not known" + suffix);
            default -> violations.add(error.getInstanceNode(), error.getMessage() + suffix);
        }
    }

    private static SchemaRegistry registry() {
        return SchemaRegistry.withDialect(
                Dialects.getDraft202012(),
                registry -> registry.schemaRegistryConfig(CONFIG).schemaCacheEnabled(false));
    }
}
