// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Members of JSON objects that other programs write. */
final class JsonFields {

    private JsonFields() {}

    /** Returns the text of a member; an empty text where it is missing, null, an object or a list. */
    static String text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isNull() ? "" : value.asText("").strip();
    }

    /** Returns the text of the first of these members that has some; an empty text where none has. */
    static String first(JsonNode object, List<String> names) {
        return names.stream()
                .map(name -> text(object, name))
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** Returns the texts of a list, or the one text that stands in its place. */
    static List<String> texts(JsonNode object, String name) {
        JsonNode value = object.path(name);
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(one -> texts.add(one.isNull() ? "" : one.asText("").strip()));
        } else {
            texts.add(text(object, name));
        }
        texts.removeIf(String::isEmpty);
        return texts;
    }
}
