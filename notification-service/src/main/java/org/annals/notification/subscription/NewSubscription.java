// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.annals.notification.filter.Filter;
import org.annals.notification.filter.FilterReader;
import org.annals.notification.problem.ProblemException;
import org.annals.notification.problem.Violation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a subscriber asks for, in the shape of the CloudEvents Subscriptions API. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NewSubscription(
        @Schema(description = "For people") @Nullable String description,

        @Schema(
                description = "Words of the subscriber's own, to list subscriptions by",
                example = "{\"desk\": \"kyiv\"}")
        Map<String, String> labels,

        @Schema(
                required = true,
                description = "Where webhooks go: an absolute http or https URL. With EMAIL: mailto: and an address")
        URI sink,

        @Schema(required = true) Protocol protocol,

        ProtocolSettings protocolsettings,

        @Schema(description = "With EMAIL: how often mail is sent; absent: at once") @Nullable
        Pace pace,

        @Schema(type = SchemaType.STRING, description = "Who is told by mail when the subscription is given up")
        @Nullable
        Mailbox contact,

        @Schema(description = "Of the events, exactly; absent: all") @Nullable
        String source,

        @Schema(
                description =
                        "Of the events: exact, or with * for one segment, at the end for one or more; absent: all")
        List<String> types,

        @Schema(description = "Slugs; absent: all") List<String> timelines,

        @Schema(description = "Names or URIs of people, organizations or places in the events; absent: all")
        List<String> actors,

        @Schema(
                type = SchemaType.STRING,
                enumeration = {"disputed", "claimed", "reported", "confirmed"},
                description = "How sure an event must be at least; absent: events that do not say count too")
        @Nullable
        EventStatus minimumStatus,

        @Schema(description = "All of them must pass") List<Filter> filters,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT) @Schema(description = "Whether archive material alerts too")
        boolean backfill,

        @Schema(
                type = SchemaType.STRING,
                example = "P30D",
                description = "ISO 8601 duration: what had happened longer before it was recorded does not alert")
        @Nullable
        Age maximumAge,

        @Schema(
                description = "Where to start: now (if absent), beginning, the sequence before in its only timeline, or"
                        + " a time of recording. Can't be changed later.")
        @Nullable
        Since since,

        @JsonInclude(JsonInclude.Include.NON_DEFAULT)
        @Schema(description = "Whether the changes of a timeline come strictly by sequence, each after the one before")
        boolean ordered,

        @Schema(
                type = SchemaType.STRING,
                example = "PT30S",
                description = "ISO 8601 duration of at most an hour: how long a change waits for newer revisions of its"
                        + " event, which replace it; absent: not at all")
        @Nullable
        String coalesce) {

    private static final List<String> MEMBERS = List.of(
            "description",
            "labels",
            "sink",
            "protocol",
            "protocolsettings",
            "pace",
            "contact",
            "source",
            "types",
            "timelines",
            "actors",
            "minimumStatus",
            "filters",
            "backfill",
            "maximumAge",
            "since",
            "ordered",
            "coalesce");
    private static final Pattern TIMELINE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._/-]{0,61}[A-Za-z0-9])?");
    private static final int MAX_TIMELINE_LENGTH = 100;
    private static final int MAX_TEXT_LENGTH = 1000;
    private static final int MAX_ENTRIES = 100;
    private static final int MAX_LABELS = 20;
    private static final String COALESCE_RULE = "must be an ISO 8601 duration of at most an hour, such as PT30S";

    /** Stands for a sink that is missing until the whole is refused. */
    private static final URI NOWHERE = URI.create("https://nowhere.invalid/");

    private static final Duration MAX_COALESCE = Duration.ofHours(1);

    public NewSubscription {
        labels = Map.copyOf(labels);
        types = List.copyOf(types);
        timelines = List.copyOf(timelines);
        actors = List.copyOf(actors);
        filters = List.copyOf(filters);
    }

    /** Reads all of it before it refuses, so that the answer names everything that is wrong. */
    static NewSubscription read(JsonNode body) {
        return read(body, true);
    }

    /** One that is only tried: it need not say where webhooks go. */
    public static NewSubscription readWithoutSink(JsonNode body) {
        return read(body, false);
    }

    private static NewSubscription read(JsonNode body, boolean whole) {
        List<Violation> violations = new ArrayList<>();
        Members members = Members.of(body, "", violations);
        if (members == null) {
            throw refused(violations);
        }
        members.refuseUnknown(MEMBERS);
        Protocol protocol =
                whole ? members.required("protocol", Protocol::parse) : members.optional("protocol", Protocol::parse);
        boolean byMail = protocol == Protocol.EMAIL;
        Function<String, URI> parser = byMail ? Mailbox::sink : Sink::parse;
        URI sink = whole ? members.required("sink", parser) : members.optional("sink", parser);
        Members given = members.object("protocolsettings");
        ProtocolSettings settings = given == null ? ProtocolSettings.DEFAULT : ProtocolSettings.read(given);
        if (byMail && !settings.equals(ProtocolSettings.DEFAULT)) {
            members.refuse("protocolsettings", "is for HTTP alone: mail is not signed");
        }
        for (String member : List.of("ordered", "coalesce")) {
            if (byMail && members.has(member)) {
                members.refuse(member, "is for HTTP alone: a mail has what has come since the last");
            }
        }
        Members pace = members.object("pace");
        if (protocol == Protocol.HTTP && pace != null) {
            members.refuse("pace", "is for EMAIL alone: webhooks go out at once");
        }
        List<String> timelines = members.list("timelines", MAX_ENTRIES, NewSubscription::timeline);
        Since since = since(members, timelines);
        NewSubscription asked = new NewSubscription(
                members.optional("description", NewSubscription::text),
                labels(members.object("labels")),
                sink == null ? NOWHERE : sink,
                protocol == null ? Protocol.HTTP : protocol,
                settings,
                pace == null ? null : Pace.read(pace),
                members.optional("contact", Mailbox::new),
                members.optional("source", NewSubscription::text),
                members.list("types", MAX_ENTRIES, TypePattern::parse),
                timelines,
                members.list("actors", MAX_ENTRIES, NewSubscription::text),
                members.optional("minimumStatus", EventStatus::parse),
                members.has("filters") ? FilterReader.read(members.get("filters"), "/filters", violations) : List.of(),
                members.flag("backfill"),
                members.optional("maximumAge", Age::parse),
                since,
                members.flag("ordered"),
                members.optional("coalesce", NewSubscription::coalesce));
        if (!violations.isEmpty()) {
            throw refused(violations);
        }
        return asked;
    }

    /** As it is kept and shown: without what is for one moment, or for one pair of eyes. */
    NewSubscription withoutSecret() {
        return new NewSubscription(
                description,
                labels,
                sink,
                protocol,
                protocolsettings.withoutSecret(),
                pace,
                contact,
                source,
                types,
                timelines,
                actors,
                minimumStatus,
                filters,
                backfill,
                maximumAge,
                since,
                ordered,
                coalesce);
    }

    private static @Nullable Since since(Members members, List<String> timelines) {
        if (!members.has("since")) {
            return null;
        }
        try {
            Since since = Since.parse(members.get("since"));
            if (since instanceof Since.Sequence && timelines.size() != 1) {
                members.refuse("since", "is a sequence, and so needs timelines to have exactly one");
            }
            return since;
        } catch (IllegalArgumentException e) {
            members.refuse("since", String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static Map<String, String> labels(@Nullable Members labels) {
        Map<String, String> read = new LinkedHashMap<>();
        if (labels == null) {
            return read;
        }
        for (String name : labels.names()) {
            if (!LABEL.matcher(name).matches()) {
                labels.refuse(name, "must be named with letters, digits and . _ - / inside, at most 63 in all");
            } else if (read.size() == MAX_LABELS) {
                labels.refuse(name, "is one label too many: at most " + MAX_LABELS);
            } else {
                String value = labels.optional(name, NewSubscription::text);
                read.put(name, value == null ? "" : value);
            }
        }
        return read;
    }

    private static String coalesce(String text) {
        try {
            Duration window = Duration.parse(text);
            if (!window.isNegative() && !window.isZero() && window.compareTo(MAX_COALESCE) <= 0) {
                return text;
            }
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(COALESCE_RULE, e);
        }
        throw new IllegalArgumentException(COALESCE_RULE);
    }

    static String timeline(String text) {
        if (text.length() > MAX_TIMELINE_LENGTH || !TIMELINE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "must be a slug such as amnesty-ukraine-2022, of at most " + MAX_TIMELINE_LENGTH + " characters");
        }
        return text;
    }

    private static String text(String text) {
        if (text.isBlank() || text.length() > MAX_TEXT_LENGTH || text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("must be a text of 1 to " + MAX_TEXT_LENGTH + " characters");
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
