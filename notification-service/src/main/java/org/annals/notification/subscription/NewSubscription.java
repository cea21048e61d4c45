package org.annals.notification.subscription;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.annals.notification.problem.ProblemException;
import org.annals.notification.problem.Violation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a subscriber asks for, in the shape of the CloudEvents Subscriptions API. */
record NewSubscription(
        @Schema(required = true, description = "Where webhooks go: an absolute http or https URL")
        URI sink,

        @Schema(required = true) Protocol protocol,

        @Schema(description = "Event types, each exact or ending in .* for all that begin so; absent: all")
        List<String> types,

        @Schema(description = "Slugs of timelines; absent: all")
        List<String> timelines,

        ProtocolSettings protocolsettings) {

    private static final Set<String> FIELDS = Set.of("sink", "protocol", "types", "timelines", "protocolsettings");
    private static final Pattern TYPE = Pattern.compile("[a-z0-9]+([._-][a-z0-9]+)*(\\.\\*)?");
    private static final Pattern TIMELINE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final int MAX_TYPE_LENGTH = 200;
    private static final int MAX_TIMELINE_LENGTH = 100;
    private static final int MAX_ENTRIES = 100;

    /** Reads all of it before it refuses, so that the answer names everything that is wrong. */
    static NewSubscription read(JsonNode body) {
        List<Violation> violations = new ArrayList<>();
        Members members = Members.of(body, "", violations);
        if (members == null) {
            throw refused(violations);
        }
        members.refuseUnknown(FIELDS);
        URI sink = members.required("sink", Sink::parse);
        Protocol protocol = members.required("protocol", NewSubscription::protocol);
        List<String> types = members.list("types", MAX_ENTRIES, NewSubscription::type);
        List<String> timelines = members.list("timelines", MAX_ENTRIES, NewSubscription::timeline);
        Members settings = members.object("protocolsettings");
        ProtocolSettings read = settings == null ? ProtocolSettings.DEFAULT : ProtocolSettings.read(settings);
        if (sink == null || protocol == null || !violations.isEmpty()) {
            throw refused(violations);
        }
        return new NewSubscription(sink, protocol, types, timelines, read);
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

    private static ProblemException refused(List<Violation> violations) {
        return ProblemException.badRequest(
                "invalid-subscription",
                violations.size() == 1
                        ? "The subscription breaks a rule."
                        : "The subscription breaks " + violations.size() + " rules.",
                violations);
    }
}
