// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.type;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A type of event.
 *
 * @param builtIn whether it is as Annals ships it
 * @param schema of {@code data.details}, in JSON Schema 2020-12; absent where any object will do
 * @param examples of {@code data}
 */
record EventType(
        String type,
        String description,
        @JsonProperty("builtIn") boolean builtIn,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable JsonNode schema,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<JsonNode> examples) {

    /** A type in the form in which it is sent, in which it is in the topic, and in which the vocabulary is written. */
    static EventType of(String type, JsonNode form, boolean builtIn) {
        return new EventType(
                type,
                form.path("description").asText(),
                builtIn,
                form.get("schema"),
                StreamSupport.stream(form.path("examples").spliterator(), false).toList());
    }
}
