// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.annals.ingest.data.Characters;
import org.annals.ingest.data.Rules;
import org.annals.ingest.data.Shape;
import org.annals.ingest.data.Spelling;
import org.annals.ingest.data.Violations;
import org.jspecify.annotations.Nullable;

/** The context attributes of a CloudEvent, by its specification and by what Annals asks on top of it. */
final class Attributes {

    private static final int MAX_LENGTH = 1000;
    private static final int MAX_NAME_LENGTH = 50;

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+");
    private static final Pattern JSON =
            Pattern.compile("application/json(\\s*;\\s*charset=\"?utf-8\"?)?", Pattern.CASE_INSENSITIVE);

    /** Attributes that later services add for their readers: a publisher's own would be lost, or taken for them. */
    private static final Set<String> ADDED_LATER = Set.of(
            "sequence", "recordedtime", "eventid", "revision", "kind", "hash", "visibility", "changes", "changedsince");

    private static final Set<String> NOT_ATTRIBUTES = Set.of("data", "data_base64");

    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type", "subject");

    private static final Map<String, Shape> KNOWN = known();

    private Attributes() {}

    /** Whether the attribute becomes a header of its own; null means that it is not set. */
    static boolean isPassedOn(String name, JsonNode value) {
        return !value.isNull() && !name.equals("datacontenttype") && !NOT_ATTRIBUTES.contains(name);
    }

    static void check(JsonNode event, Violations violations) {
        for (String name : REQUIRED) {
            if (!event.hasNonNull(name)) {
                violations.add(name, null, "is required");
            }
        }
        for (Map.Entry<String, JsonNode> attribute : event.properties()) {
            String name = attribute.getKey();
            if (!attribute.getValue().isNull() && !NOT_ATTRIBUTES.contains(name)) {
                violations.enter(name);
                check(name, attribute.getValue(), violations);
                violations.leave();
            }
        }
        checkRevised(event, "corrects", violations);
        checkRevised(event, "retracts", violations);
        if (event.hasNonNull("corrects") && event.hasNonNull("retracts")) {
            violations.add("retracts", event.get("retracts"), "excludes corrects: an event is replaced or withdrawn");
        }
    }

    private static void check(String name, JsonNode value, Violations violations) {
        Shape shape = KNOWN.get(name);
        if (shape != null) {
            shape.check(value, violations);
            return;
        }
        String wrong = wrongExtension(name, value);
        if (wrong != null) {
            violations.add(value, wrong);
        }
    }

    private static void checkRevised(JsonNode event, String name, Violations violations) {
        JsonNode revised = event.path(name);
        if (revised.isTextual() && revised.equals(event.path("id"))) {
            violations.add(name, revised, "must be the id of an earlier message, not its own");
        }
    }

    private static @Nullable String wrongExtension(String name, JsonNode value) {
        if (!NAME.matcher(name).matches()) {
            return Spelling.unknown(name, KNOWN.keySet())
                    + "; other attributes have lower-case letters and digits only";
        }
        if (name.length() > MAX_NAME_LENGTH) {
            return "must have a name of at most " + MAX_NAME_LENGTH + " characters";
        }
        if (ADDED_LATER.contains(name)) {
            return "is added by Annals; leave it out";
        }
        if (value.isBoolean() || value.isInt()) {
            return null;
        }
        if (!value.isTextual()) {
            return "must be a text, true or false, or a whole number of 32 bits";
        }
        return value.textValue().length() > MAX_LENGTH
                ? "must have at most " + MAX_LENGTH + " characters"
                : Characters.wrongInAttribute(value.textValue());
    }

    private static @Nullable String wrongContentType(String text) {
        return JSON.matcher(text).matches() ? null : "must be application/json, or left out";
    }

    private static @Nullable String wrongSchema(String text) {
        return Rules.uriReference(text) == null && URI.create(text).isAbsolute() ? null : "must be an absolute URI";
    }

    private static Map<String, Shape> known() {
        Shape reference = Shape.text(MAX_LENGTH, Characters::wrongInAttribute);
        Map<String, Shape> known = new LinkedHashMap<>();
        known.put("specversion", Shape.oneOf("1.0"));
        known.put("id", reference);
        known.put("source", Shape.text(MAX_LENGTH, Rules::uriReference));
        known.put("type", Shape.text(MAX_LENGTH, Rules::type));
        known.put("subject", Shape.text(MAX_LENGTH, Rules::timeline));
        known.put("time", Shape.text(MAX_LENGTH, Rules::time));
        known.put("datacontenttype", Shape.text(MAX_LENGTH, Attributes::wrongContentType));
        known.put("dataschema", Shape.text(MAX_LENGTH, Attributes::wrongSchema));
        known.put("corrects", reference);
        known.put("retracts", reference);
        known.put("backfill", Shape.flag());
        return known;
    }
}
