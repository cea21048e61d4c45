// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.annals.notification.delivery.Message;
import org.jspecify.annotations.Nullable;

/** Reads what a mail says about a change from the CloudEvent that webhooks get. */
@ApplicationScoped
class AlertReader {

    private static final int MAX_TITLE = 300;
    private static final int MAX_SUMMARY = 2000;
    private static final int MAX_VALUE = 300;
    private static final int MAX_SOURCES = 20;

    /** Compared in words; of any other field, a mail says only that it has changed. */
    private static final List<String> SAID = List.of("title", "summary", "status", "phase");

    private final ObjectMapper mapper;
    private final Links links;

    AlertReader(ObjectMapper mapper, Links links) {
        this.mapper = mapper;
        this.links = links;
    }

    /**
     * Reads a change.
     *
     * @param known what the reader may know of the event; null when nothing
     */
    Alert read(Message message, @Nullable Message known) {
        JsonNode event = json(message);
        JsonNode data = event.path("data");
        String kind = event.path("kind").asText("event");
        boolean retracted = kind.equals("retraction");
        JsonNode before = known == null ? mapper.missingNode() : json(known);
        // A retraction has a reason and nothing else: what it is about is what it withdraws.
        JsonNode content = retracted ? before.path("data") : data;
        Occurrence occurrence = Occurrence.of(retracted ? before : event);
        return new Alert(
                message.timeline(),
                message.eventId(),
                kind,
                mark(kind, known),
                PlainText.shortened(title(content, message), MAX_TITLE),
                occurrence.words(),
                occurrence.earliest(),
                occurrence.latest(),
                message.recorded(),
                status(content),
                strings(content.path("sensitivity")).collect(Collectors.joining(", ")),
                PlainText.shortened(line(content.path("summary")), MAX_SUMMARY),
                sources(content.path("sources")),
                kind.equals("correction") && known != null ? differences(before, event) : List.of(),
                line(data.path("reason")),
                links.event(message.timeline(), message.eventId()));
    }

    private static @Nullable String mark(String kind, @Nullable Message known) {
        return switch (kind) {
            case "correction" -> known == null ? "New, corrected meanwhile" : "Correction";
            case "retraction" -> "Withdrawn";
            default -> null;
        };
    }

    private static String title(JsonNode content, Message message) {
        String title = line(content.path("title"));
        return title.isEmpty() ? "An event of type " + message.type() : title;
    }

    private static String status(JsonNode content) {
        String phase = content.path("phase").asText("happened");
        return Stream.of(line(content.path("status")), phase.equals("happened") ? "" : PlainText.line(phase))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static List<Alert.Source> sources(JsonNode sources) {
        return StreamSupport.stream(sources.spliterator(), false)
                .limit(MAX_SOURCES)
                .map(AlertReader::source)
                .toList();
    }

    private static Alert.Source source(JsonNode source) {
        String url = link(source.path("url"));
        String name = Stream.of(line(source.path("title")), line(source.path("publisher")))
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(", "));
        String disputed = source.path("stance").asText().equals("disputes") ? " (disputes it)" : "";
        return new Alert.Source((name.isEmpty() && url.isEmpty() ? "not named" : name) + disputed, url);
    }

    /** Empty for what a reader should not follow. */
    private static String link(JsonNode url) {
        try {
            URI uri = URI.create(url.asText());
            boolean web = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null ? uri.toASCIIString() : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static List<Alert.Difference> differences(JsonNode before, JsonNode now) {
        JsonNode old = before.path("data");
        JsonNode data = now.path("data");
        List<Alert.Difference> differences = new ArrayList<>();
        compare("date", Occurrence.of(before).words(), Occurrence.of(now).words(), differences);
        for (String field : SAID) {
            compare(field, line(old.path(field)), line(data.path(field)), differences);
        }
        for (String field : otherFields(old, data)) {
            if (!old.path(field).equals(data.path(field))) {
                differences.add(new Alert.Difference(PlainText.line(field), "", ""));
            }
        }
        return differences;
    }

    private static Set<String> otherFields(JsonNode old, JsonNode data) {
        Set<String> fields = new LinkedHashSet<>();
        for (JsonNode node : List.of(old, data)) {
            for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
                fields.add(names.next());
            }
        }
        fields.removeAll(SAID);
        fields.remove("occurred");
        return fields;
    }

    private static void compare(String field, String was, String now, List<Alert.Difference> differences) {
        if (!was.equals(now)) {
            differences.add(new Alert.Difference(field, value(was), value(now)));
        }
    }

    private static String value(String text) {
        return text.isEmpty() ? "nothing" : PlainText.shortened(text, MAX_VALUE);
    }

    private static Stream<String> strings(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).map(AlertReader::line);
    }

    private static String line(JsonNode text) {
        return PlainText.line(text.asText());
    }

    private JsonNode json(Message message) {
        try {
            return mapper.readTree(message.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A stored message is no JSON", e);
        }
    }
}
