// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.type;

import com.fasterxml.jackson.databind.JsonNode;
import org.annals.ingest.data.EventData;
import org.annals.ingest.data.ObjectShape;
import org.annals.ingest.data.Shape;
import org.annals.ingest.data.Violations;
import org.annals.ingest.type.EventTypes.Known;
import org.jspecify.annotations.Nullable;

/** What is said of a type: by who registers it, in the topic, and in the vocabulary. */
final class Registration {

    private static final int MAX_DESCRIPTION = 10_000;
    private static final int MAX_EXAMPLES = 20;

    private static final ObjectShape FORM = Shape.object()
            .required("description", Shape.text(MAX_DESCRIPTION))
            .optional("schema", Shape.anyObject())
            .optional("examples", Shape.listOf(EventData.EVENT, MAX_EXAMPLES));

    private Registration() {}

    /** The type that the form describes; null where violations were added. */
    static @Nullable Known read(String type, JsonNode form, Violations violations) {
        FORM.check(form, violations);
        if (violations.count() > 0) {
            return null;
        }
        DetailsSchema schema = schema(form, violations);
        if (schema != null) {
            checkExamples(type, form.path("examples"), schema, violations);
        }
        return violations.count() > 0 ? null : new Known(EventType.of(type, form, false), schema);
    }

    /** A type as it was accepted before. */
    static Known known(String type, JsonNode form, boolean builtIn) {
        Violations violations = new Violations();
        Known known = read(type, form, violations);
        if (known == null) {
            throw new IllegalArgumentException("The type is not in order [violations=" + violations.listed() + "]");
        }
        return new Known(EventType.of(type, form, builtIn), known.schema());
    }

    private static @Nullable DetailsSchema schema(JsonNode form, Violations violations) {
        if (!form.has("schema")) {
            return null;
        }
        violations.enter("schema");
        JsonNode unfolded = SchemaForm.unfold(form.get("schema"), violations);
        violations.leave();
        return violations.count() > 0 ? null : DetailsSchema.compile(unfolded);
    }

    private static void checkExamples(String type, JsonNode examples, DetailsSchema schema, Violations violations) {
        violations.enter("examples");
        for (int i = 0; i < examples.size(); i++) {
            violations.enter(Integer.toString(i));
            violations.enter("details");
            schema.check(type, examples.get(i).path("details"), violations);
            violations.leave();
            violations.leave();
        }
        violations.leave();
    }
}
