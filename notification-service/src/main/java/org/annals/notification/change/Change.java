// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.annals.edtf.Edtf;
import org.annals.edtf.EdtfException;
import org.annals.notification.delivery.Message;
import org.annals.notification.subscription.EventStatus;
import org.annals.notification.subscription.Facts;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record of the topic {@code annals.changes}: a CloudEvent in the Kafka protocol binding's binary mode, keyed by its
 * timeline.
 *
 * @param facts what subscriptions ask of it
 * @param data the content of the event at this revision, or the reason of its retraction
 */
record Change(Message message, Facts facts, JsonNode data) {

    private static final String ATTRIBUTE_PREFIX = "ce_";
    private static final int MAX_TIMELINE_LENGTH = 100;
    private static final Pattern TIMELINE = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    /** Each part of it is looked up; ingest allows less. */
    private static final int MAX_TYPE_LENGTH = 1000;

    private static final Pattern REVISION = Pattern.compile("[1-9]\\d{0,8}");
    private static final Pattern SEQUENCE = Pattern.compile("\\d{1,18}");

    /** What notification-service itself adds to a correction; on the topic only a publisher can have set it. */
    private static final Set<String> ADDED_HERE = Set.of("changes", "changedsince");

    /** The times that the database can hold. */
    private static final Instant EARLIEST_RECORDED = Instant.EPOCH;

    private static final Instant LATEST_RECORDED = Instant.parse("9999-12-31T23:59:59.999999Z");

    /** Version, trace, span and flags; neither trace nor span may be all zeros, and ff is no version. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonFactory JSON = MAPPER.getFactory();

    /** Reads a record, whatever it is: nothing but {@link UnreadableChangeException} comes of one that is no change. */
    static Change read(ConsumerRecord<byte[], byte[]> record) throws UnreadableChangeException {
        Position position = new Position(timeline(record), sequence(record));
        try {
            return read(record, position);
        } catch (UnreadableChangeException e) {
            throw new UnreadableChangeException(String.valueOf(e.getMessage()), e, position);
        } catch (RuntimeException | StackOverflowError e) {
            throw new UnreadableChangeException("its content can't be processed", e, position);
        }
    }

    private static Change read(ConsumerRecord<byte[], byte[]> record, Position position)
            throws UnreadableChangeException {
        Map<String, String> attributes = attributes(record);
        String data = text(record.value(), "value");
        JsonNode json = json(data);
        Message message = new Message(
                position.timeline(),
                position.sequence(),
                eventId(attributes),
                revision(attributes),
                type(attributes),
                recorded(attributes),
                traceparent(record),
                structured(attributes, data));
        return new Change(message, facts(message, attributes, json), json);
    }

    Position position() {
        return new Position(message.timeline(), message.sequence());
    }

    /** Whether its timeline was private when it was stored. Annals writes no other value; a publisher's own hides nothing. */
    boolean storedAsPrivate() {
        return "private".equals(facts.attributes().get("visibility"));
    }

    /** Whether it changes an event that was there before. */
    boolean revises() {
        return message.revision() > 1;
    }

    /** With what it changes, for those who know what was before. */
    Change since(Revision before) {
        return new Change(before.describe(this), facts, data);
    }

    private static Map<String, String> attributes(ConsumerRecord<byte[], byte[]> record)
            throws UnreadableChangeException {
        // Where a name comes twice, the last counts: timeline-service writes its own behind the publisher's.
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("specversion", "1.0");
        for (Header header : record.headers()) {
            if (header.key().equals("content-type")) {
                attributes.put("datacontenttype", text(header.value(), header.key()));
            } else if (header.key().startsWith(ATTRIBUTE_PREFIX)) {
                String name = header.key().substring(ATTRIBUTE_PREFIX.length());
                if (isPassedOn(name)) {
                    attributes.put(name, attribute(header));
                }
            }
        }
        required(attributes, "id");
        required(attributes, "source");
        return attributes;
    }

    /** Only what CloudEvents allows as a name, and nothing that the body has from elsewhere. */
    private static boolean isPassedOn(String name) {
        return isAttributeName(name)
                && !name.equals("data")
                && !name.equals("specversion")
                && !ADDED_HERE.contains(name);
    }

    /** By hand, as the next: both are asked for each attribute of each record. */
    private static boolean isAttributeName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char character = name.charAt(i);
            if ((character < 'a' || character > 'z') && (character < '0' || character > '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    private static boolean hasControlCharacter(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    private static String attribute(Header header) throws UnreadableChangeException {
        String value = text(header.value(), header.key());
        // CloudEvents forbids them, and PostgreSQL can't store one of them.
        if (hasControlCharacter(value)) {
            throw new UnreadableChangeException(header.key() + " has a control character");
        }
        return value;
    }

    /** No longer than ingest allows: a pattern, and an index of the database, have room for so much. */
    private static String timeline(ConsumerRecord<byte[], byte[]> record) throws UnreadableChangeException {
        String timeline = text(record.key(), "key");
        if (timeline.length() > MAX_TIMELINE_LENGTH
                || !TIMELINE.matcher(timeline).matches()) {
            throw new UnreadableChangeException("key is not the slug of a timeline");
        }
        return timeline;
    }

    private static long sequence(ConsumerRecord<byte[], byte[]> record) throws UnreadableChangeException {
        Header header = record.headers().lastHeader(ATTRIBUTE_PREFIX + "sequence");
        if (header == null) {
            throw new UnreadableChangeException("ce_sequence is missing");
        }
        String sequence = text(header.value(), header.key());
        if (!SEQUENCE.matcher(sequence).matches()) {
            throw new UnreadableChangeException("ce_sequence is not a number");
        }
        return Long.parseLong(sequence);
    }

    private static String type(Map<String, String> attributes) throws UnreadableChangeException {
        String type = required(attributes, "type");
        if (type.length() > MAX_TYPE_LENGTH) {
            throw new UnreadableChangeException("ce_type has more than " + MAX_TYPE_LENGTH + " characters");
        }
        return type;
    }

    private static int revision(Map<String, String> attributes) throws UnreadableChangeException {
        String revision = required(attributes, "revision");
        if (!REVISION.matcher(revision).matches()) {
            throw new UnreadableChangeException("ce_revision is not a number from 1");
        }
        return Integer.parseInt(revision);
    }

    private static UUID eventId(Map<String, String> attributes) throws UnreadableChangeException {
        try {
            return UUID.fromString(required(attributes, "eventid"));
        } catch (IllegalArgumentException e) {
            throw new UnreadableChangeException("ce_eventid is not a UUID", e);
        }
    }

    private static Instant recorded(Map<String, String> attributes) throws UnreadableChangeException {
        try {
            Instant recorded = Instant.parse(required(attributes, "recordedtime"));
            if (!recorded.isBefore(EARLIEST_RECORDED) && !recorded.isAfter(LATEST_RECORDED)) {
                return recorded;
            }
        } catch (DateTimeException e) {
            throw new UnreadableChangeException("ce_recordedtime is not a time in UTC", e);
        }
        throw new UnreadableChangeException("ce_recordedtime is not a time from 1970 to 9999");
    }

    /** Goes into a header of webhooks, so what is none by the standard is left out. */
    private static @Nullable String traceparent(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader("traceparent");
        if (header == null || header.value() == null) {
            return null;
        }
        String text = new String(header.value(), StandardCharsets.ISO_8859_1);
        return TRACEPARENT.matcher(text).matches() ? text : null;
    }

    private static String required(Map<String, String> attributes, String name) throws UnreadableChangeException {
        String value = attributes.get(name);
        if (value == null) {
            throw new UnreadableChangeException(ATTRIBUTE_PREFIX + name + " is missing");
        }
        return value;
    }

    private static String text(byte @Nullable [] bytes, String what) throws UnreadableChangeException {
        if (bytes == null) {
            throw new UnreadableChangeException(what + " is missing");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UnreadableChangeException(what + " is not UTF-8", e);
        }
    }

    private static JsonNode json(String data) throws UnreadableChangeException {
        try (JsonParser parser = JSON.createParser(data)) {
            JsonNode json = MAPPER.readTree(parser);
            if (json == null || json.isMissingNode()) {
                throw new UnreadableChangeException("value is empty");
            }
            if (parser.nextToken() != null) {
                throw new UnreadableChangeException("value goes on after its JSON");
            }
            return json;
        } catch (IOException e) {
            throw new UnreadableChangeException("value is not JSON", e);
        }
    }

    /** What has not the form that it should have is not matched by what asks for it, and that is all. */
    private static Facts facts(Message message, Map<String, String> attributes, JsonNode data) {
        Set<String> actors = new HashSet<>();
        for (JsonNode actor : data.path("actors")) {
            for (String member : List.of("name", "uri")) {
                String name = actor.path(member).textValue();
                if (name != null) {
                    actors.add(Facts.actor(name));
                }
            }
        }
        return new Facts(
                message.timeline(),
                message.type(),
                attributes,
                actors,
                EventStatus.of(data.path("status").asText("")).orElse(null),
                occurred(data, attributes),
                message.recorded(),
                "true".equals(attributes.get("backfill")));
    }

    private static @Nullable Instant occurred(JsonNode data, Map<String, String> attributes) {
        String written = data.path("occurred").asText("");
        try {
            // The time of a message may have fractions of a second, which EDTF has not.
            return written.isEmpty()
                    ? Instant.parse(attributes.getOrDefault("time", ""))
                    : Edtf.parse(written).latest();
        } catch (EdtfException | DateTimeException e) {
            return null;
        }
    }

    /** The data goes in as it is written: parsing it would lose how its numbers are. */
    private static String structured(Map<String, String> attributes, String data) {
        StringWriter text = new StringWriter(data.length() + 1024);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            for (Map.Entry<String, String> attribute : attributes.entrySet()) {
                json.writeStringField(attribute.getKey(), attribute.getValue());
            }
            json.writeFieldName("data");
            json.writeRawValue(data);
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalStateException("Writing to memory failed", e);
        }
        return text.toString();
    }
}
