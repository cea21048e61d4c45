package org.annals.ingest.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What no text and no number may be, wherever it stands, because it could not be stored or proved. */
public final class Storable {

    private Storable() {}

    public static void check(JsonNode value, String pointer, Violations violations) {
        if (value.isTextual()) {
            String wrong = wrongWith(value.textValue());
            if (wrong != null) {
                violations.add(pointer, null, wrong);
            }
        } else if (value.isNumber()) {
            if (Double.isInfinite(value.doubleValue())) {
                violations.add(pointer, value, "must be a number within the range of a double");
            }
        } else {
            for (int i = 0; i < value.size() && value.isArray(); i++) {
                check(value.get(i), pointer + "/" + i, violations);
            }
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                String wrong = wrongWith(field.getKey());
                if (wrong != null) {
                    violations.add(pointer, null, "has a name that " + wrong);
                } else {
                    check(field.getValue(), pointer + "/" + field.getKey(), violations);
                }
            }
        }
    }

    private static @Nullable String wrongWith(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return "must not have the character NUL";
            }
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return "must not have half of a character (a lone surrogate)";
            }
        }
        return null;
    }
}
