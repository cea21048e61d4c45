package org.annals.notification.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.annals.notification.credentials.Secret;
import org.annals.notification.problem.ProblemException;
import org.annals.notification.problem.Violation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a subscriber asks for, in the shape of the CloudEvents Subscriptions API. */
record NewSubscription(
        @Schema(required = true, description = "Where webhooks go: an absolute http or https URL")
        URI sink,

        @Schema(required = true) Protocol protocol,

        @Schema(description = "Event types, each exact or ending in .* for all that begin so; absent: all")
        List<String> types,

        @Schema(description = "Slugs of timelines; absent: all")
        List<String> timelines,

        @Nullable ProtocolSettings protocolsettings) {

    /** What only webhooks need. */
    record ProtocolSettings(
            @Schema(type = SchemaType.STRING, description = "whsec_ and base64 of 24 to 64 bytes; absent: we make one")
            @Nullable
            Secret secret) {}

    private static final Set<String> FIELDS = Set.of("sink", "protocol", "types", "timelines", "protocolsettings");
    private static final Set<String> SETTINGS = Set.of("secret");
    private static final Pattern TYPE = Pattern.compile("[a-z0-9]+([._-][a-z0-9]+)*(\\.\\*)?");
    private static final Pattern TIMELINE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int MAX_TYPE_LENGTH = 200;
    private static final int MAX_TIMELINE_LENGTH = 100;
    private static final int MAX_ENTRIES = 100;

    /** Reads all of it before it refuses, so that the answer names everything that is wrong. */
    static NewSubscription read(JsonNode body) {
        List<Violation> violations = new ArrayList<>();
        if (!body.isObject()) {
            violations.add(new Violation("", "must be a JSON object"));
            throw refused(violations);
        }
        refuseUnknown(body, "", FIELDS, violations);
        URI sink = required(body, "/sink", Sink::parse, violations);
        Protocol protocol = required(body, "/protocol", NewSubscription::protocol, violations);
        List<String> types = list(body, "/types", NewSubscription::type, violations);
        List<String> timelines = list(body, "/timelines", NewSubscription::timeline, violations);
        ProtocolSettings settings = settings(body, violations);
        if (sink == null || protocol == null || !violations.isEmpty()) {
            throw refused(violations);
        }
        return new NewSubscription(sink, protocol, types, timelines, settings);
    }

    @Nullable
    Secret secret() {
        return protocolsettings == null ? null : protocolsettings.secret();
    }

    private static @Nullable ProtocolSettings settings(JsonNode body, List<Violation> violations) {
        JsonNode settings = body.at("/protocolsettings");
        if (settings.isMissingNode()) {
            return null;
        }
        if (!settings.isObject()) {
            violations.add(new Violation("/protocolsettings", "must be an object"));
            return null;
        }
        refuseUnknown(settings, "/protocolsettings", SETTINGS, violations);
        if (!settings.has("secret")) {
            return null;
        }
        return new ProtocolSettings(
                text(settings.get("secret"), "/protocolsettings/secret", Secret::parse, violations));
    }

    private static Protocol protocol(String text) {
        if (!text.equals(Protocol.HTTP.name())) {
            throw new IllegalArgumentException("must be " + Protocol.HTTP);
        }
        return Protocol.HTTP;
    }

    private static String type(String text) {
        if (text.length() > MAX_TYPE_LENGTH || !TYPE.matcher(text).matches()) {
            throw new IllegalArgumentException("must be a lower-case dotted type such as director.resigned, or end in"
                    + " .* as in director.*, of at most " + MAX_TYPE_LENGTH + " characters");
        }
        return text;
    }

    private static String timeline(String text) {
        if (text.length() > MAX_TIMELINE_LENGTH || !TIMELINE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "must be a slug such as amnesty-ukraine-2022, of at most " + MAX_TIMELINE_LENGTH + " characters");
        }
        return text;
    }

    private static <T> @Nullable T required(
            JsonNode body, String pointer, Function<String, T> parser, List<Violation> violations) {
        JsonNode node = body.at(pointer);
        if (node.isMissingNode()) {
            violations.add(new Violation(pointer, "is required"));
            return null;
        }
        return text(node, pointer, parser, violations);
    }

    private static List<String> list(
            JsonNode body, String pointer, Function<String, String> parser, List<Violation> violations) {
        JsonNode node = body.at(pointer);
        if (node.isMissingNode()) {
            return List.of();
        }
        // Empty could be meant as none, and would be taken as all.
        if (!node.isArray() || node.isEmpty() || node.size() > MAX_ENTRIES) {
            violations.add(new Violation(
                    pointer, "must be an array of 1 to " + MAX_ENTRIES + " strings; leave it out to mean all"));
            return List.of();
        }
        List<String> values = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            String value = text(node.get(i), pointer + "/" + i, parser, violations);
            if (value != null && !values.contains(value)) {
                values.add(value);
            }
        }
        return values;
    }

    private static <T> @Nullable T text(
            JsonNode node, String pointer, Function<String, T> parser, List<Violation> violations) {
        if (!node.isTextual()) {
            violations.add(new Violation(pointer, "must be a string"));
            return null;
        }
        try {
            return parser.apply(node.textValue());
        } catch (IllegalArgumentException e) {
            violations.add(new Violation(pointer, String.valueOf(e.getMessage())));
            return null;
        }
    }

    private static void refuseUnknown(JsonNode node, String pointer, Set<String> known, List<Violation> violations) {
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!known.contains(name)) {
                String escaped = name.replace("~", "~0").replace("/", "~1");
                violations.add(new Violation(
                        pointer + "/" + escaped,
                        "is not known here: only " + known.stream().sorted().toList()));
            }
        }
    }

    private static ProblemException refused(List<Violation> violations) {
        return ProblemException.badRequest(
                "invalid-subscription",
                violations.size() == 1
                        ? "The subscription breaks a rule."
                        : "The subscription breaks " + violations.size() + " rules.",
                violations);
    }
}
