package org.annals.ingest.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.annals.ingest.data.EventData;
import org.annals.ingest.data.Storable;
import org.annals.ingest.data.TimelineName;
import org.annals.ingest.data.Violations;
import org.jspecify.annotations.Nullable;

/** Checks a CloudEvent in structured form: its context attributes here, its data by {@link EventData}. */
final class EventReader {

    private static final String RESERVED_TYPES = "annals.";

    private static final int MAX_LENGTH = 1000;
    private static final int MAX_TYPE_LENGTH = 200;
    private static final Pattern TYPE = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)+");
    private static final Pattern EXTENSION = Pattern.compile("[a-z0-9]{1,50}");

    private static final List<String> CONTEXT = List.of("specversion", "id", "source", "type", "subject", "time");
    private static final Set<String> NOT_PASSED_ON = Set.of("data", "datacontenttype");

    /** Attributes that we write on the way out: a publisher's own would be taken for ours. */
    private static final Set<String> OURS = Set.of("sequence", "recordedtime", "eventid", "revision", "kind", "hash");

    private final Violations violations;

    EventReader(Violations violations) {
        this.violations = violations;
    }

    /** The event, or null where something is wrong with it or with one before it. */
    @Nullable
    NewEvent read(JsonNode event) {
        if (!event.isObject()) {
            violations.add("", event, "must be a CloudEvent: a JSON object");
            return null;
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        for (String name : CONTEXT) {
            String value = text(event, name);
            if (value != null) {
                attributes.put(name, value);
            }
        }
        checkContext(event, attributes);
        addExtensions(event, attributes);
        checkData(event, attributes);
        Storable.check(event, "", violations);
        return violations.isEmpty() ? newEvent(attributes, event.get("data")) : null;
    }

    private static NewEvent newEvent(Map<String, String> attributes, JsonNode data) {
        String timeline = attributes.getOrDefault("subject", "");
        String source = attributes.getOrDefault("source", "");
        String id = attributes.getOrDefault("id", "");
        String revised = attributes.getOrDefault("corrects", attributes.getOrDefault("retracts", id));
        return new NewEvent(EventId.of(timeline, source, revised), timeline, source, id, attributes, data);
    }

    private void checkContext(JsonNode event, Map<String, String> attributes) {
        require(event, attributes, "specversion", value -> value.equals("1.0") ? null : "must be 1.0");
        require(event, attributes, "id", value -> null);
        require(event, attributes, "source", EventReader::wrongSource);
        require(event, attributes, "type", EventReader::wrongType);
        require(event, attributes, "subject", TimelineName::wrong);
        check(event, attributes, "time", EventReader::wrongTime);
        JsonNode contentType = event.get("datacontenttype");
        if (contentType != null && !contentType.asText().startsWith("application/json")) {
            violations.add("/datacontenttype", contentType, "must be application/json, or absent");
        }
        if (event.has("data_base64")) {
            violations.add("/data_base64", null, "is not accepted; give data as JSON");
        }
    }

    private void addExtensions(JsonNode event, Map<String, String> attributes) {
        for (Map.Entry<String, JsonNode> attribute : event.properties()) {
            String name = attribute.getKey();
            JsonNode value = attribute.getValue();
            if (CONTEXT.contains(name) || NOT_PASSED_ON.contains(name) || name.equals("data_base64")) {
                continue;
            }
            if (!EXTENSION.matcher(name).matches()) {
                violations.add("/" + name, null, "is no CloudEvents attribute: lower-case letters and digits only");
            } else if (OURS.contains(name)) {
                violations.add("/" + name, value, "is set by Annals; leave it out");
            } else if (!value.isTextual() && !value.isBoolean() && !value.isInt()) {
                violations.add("/" + name, value, "must be a text, a boolean or a whole number of 32 bits");
            } else if (value.asText().length() > MAX_LENGTH) {
                violations.add("/" + name, value, "must have at most " + MAX_LENGTH + " characters");
            } else {
                attributes.put(name, value.asText());
            }
        }
        checkRevision(event, attributes);
        JsonNode backfill = event.get("backfill");
        if (backfill != null && !Set.of("true", "false").contains(backfill.asText())) {
            violations.add("/backfill", backfill, "must be true or false");
        }
    }

    private void checkRevision(JsonNode event, Map<String, String> attributes) {
        for (String name : List.of("corrects", "retracts")) {
            String revised = attributes.get(name);
            if (revised == null) {
                continue;
            }
            if (revised.isBlank() || !event.get(name).isTextual()) {
                violations.add("/" + name, event.get(name), "must be the id of an event of the same source");
            } else if (revised.equals(attributes.get("id"))) {
                violations.add("/" + name, event.get(name), "must name another message than its own id");
            }
        }
        if (attributes.containsKey("corrects") && attributes.containsKey("retracts")) {
            violations.add("/retracts", event.get("retracts"), "excludes corrects");
        }
    }

    private void checkData(JsonNode event, Map<String, String> attributes) {
        JsonNode data = event.get("data");
        if (data == null) {
            violations.add("/data", null, "is required");
        } else if (attributes.containsKey("retracts")) {
            EventData.checkRetraction(data, violations);
        } else {
            EventData.check(data, attributes.containsKey("time"), violations);
        }
    }

    private @Nullable String text(JsonNode event, String name) {
        JsonNode value = event.get(name);
        return value != null && value.isTextual() && !value.textValue().isBlank() ? value.textValue() : null;
    }

    private void require(
            JsonNode event, Map<String, String> attributes, String name, Function<String, @Nullable String> rule) {
        if (!event.has(name)) {
            violations.add("/" + name, null, "is required");
            return;
        }
        check(event, attributes, name, rule);
    }

    private void check(
            JsonNode event, Map<String, String> attributes, String name, Function<String, @Nullable String> rule) {
        if (!event.has(name)) {
            return;
        }
        String value = attributes.get(name);
        if (value == null) {
            violations.add("/" + name, event.get(name), "must be a text that is not empty");
            return;
        }
        String wrong =
                value.length() > MAX_LENGTH ? "must have at most " + MAX_LENGTH + " characters" : rule.apply(value);
        if (wrong != null) {
            violations.add("/" + name, event.get(name), wrong);
        }
    }

    private static @Nullable String wrongSource(String value) {
        try {
            new URI(value);
            return null;
        } catch (URISyntaxException e) {
            return "must be a URI reference, such as /desk/kyiv or https://example.org/desk: " + e.getReason();
        }
    }

    private static @Nullable String wrongType(String value) {
        if (value.length() > MAX_TYPE_LENGTH || !TYPE.matcher(value).matches()) {
            return "must be dotted and in lower case, such as report.issued, with at most " + MAX_TYPE_LENGTH
                    + " characters";
        }
        return value.startsWith(RESERVED_TYPES) ? "must not begin with annals., which is reserved" : null;
    }

    private static @Nullable String wrongTime(String value) {
        try {
            OffsetDateTime.parse(value);
            return null;
        } catch (DateTimeException e) {
            return "must be a time of RFC 3339, such as 2022-08-05T12:00:00Z";
        }
    }
}
