// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import java.util.regex.Pattern;
import org.annals.edtf.EdtfException;
import org.annals.timeline.change.AddedAttributes;
import org.annals.timeline.change.Change;
import org.annals.timeline.change.HashChain;
import org.annals.timeline.change.Kind;
import org.annals.timeline.event.Content;
import org.annals.timeline.event.EventId;
import org.annals.timeline.event.Occurred;
import org.annals.timeline.json.IJson;
import org.annals.timeline.json.Json;
import org.annals.timeline.kafka.CloudEventRecord;
import org.annals.timeline.rejection.Rejection;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of annals.events: CloudEvents in the Kafka binding's binary mode. Tolerant of what it doesn't know
 * (other attributes, other fields of data), strict on what order, proof and reading need.
 */
final class MessageReader {

    private static final Logger LOG = Logger.getLogger(MessageReader.class);
    private static final String DESCRIPTION_TYPE = "annals.timeline.described";
    private static final String RESERVED_TYPES = "annals.";
    private static final String ATTRIBUTE_PREFIX = "ce_";
    /**
     * The most bytes of a record, key and headers included. What becomes of it must fit into 2 MiB in the next topics,
     * with the attributes that are added.
     */
    private static final int MAX_BYTES = 2 * 1024 * 1024 - 64 * 1024;

    /** The bytes that a rejection keeps of a part of a record that is larger than a message may be. */
    private static final int BEGINNING_BYTES = 16 * 1024;

    /** The most bytes that the log adds for a header, or for the record itself. */
    private static final int FRAME_BYTES = 16;

    private static final Pattern SLUG = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    private MessageReader() {}

    static Message read(ConsumerRecord<byte[], byte[]> consumerRecord) {
        Position position = new Position(
                consumerRecord.partition(),
                consumerRecord.offset(),
                Instant.ofEpochMilli(consumerRecord.timestamp()),
                traceparent(consumerRecord),
                consumerRecord);
        try {
            return read(consumerRecord, position);
        } catch (UnreadableException e) {
            return unreadable(consumerRecord, position, String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.errorf(e, "Record can't be read [partition=%d, offset=%d]", position.partition(), position.offset());
            return unreadable(consumerRecord, position, "The record can't be read. The log of the service says why.");
        }
    }

    private static Message unreadable(ConsumerRecord<byte[], byte[]> consumerRecord, Position position, String detail) {
        Rejection rejection = new Rejection(
                position.key(), position.recorded(), "unreadable", detail, null, null, null, original(consumerRecord));
        return new Message.Unreadable(position, rejection);
    }

    private static Message read(ConsumerRecord<byte[], byte[]> consumerRecord, Position position)
            throws UnreadableException {
        long size = size(consumerRecord);
        if (size > MAX_BYTES) {
            throw new UnreadableException(
                    "The record has " + size + " bytes; a message may have at most " + MAX_BYTES + ".");
        }
        if (EpochMarker.isMarker(consumerRecord)) {
            return epochStarted(consumerRecord, position);
        }
        ObjectNode attributes = attributes(consumerRecord);
        String data = text("value", consumerRecord.value());
        String timeline = required(attributes, "subject");
        if (!timeline.equals(text("key", consumerRecord.key()))) {
            throw new UnreadableException("The key and ce_subject must be the same: the timeline");
        }
        Message message = revisionOrDescription(attributes, data, position);
        String wrong = IJson.wrongIn(data);
        if (wrong != null) {
            throw new UnreadableException("The value has " + wrong + ", so that other content could have its digest");
        }
        return message;
    }

    private static Message epochStarted(ConsumerRecord<byte[], byte[]> consumerRecord, Position position)
            throws UnreadableException {
        EpochMarker marker = EpochMarker.of(consumerRecord);
        if (marker == null) {
            throw new UnreadableException("The value must have the numbers epoch and earlierPartitions");
        }
        return new Message.EpochStarted(position, marker);
    }

    /** A revision from attributes and data as they are kept in tables. */
    static Message.Revision revision(String attributes, String data, Position position) {
        try {
            ObjectNode parsed = (ObjectNode) Json.STRICT.readTree(attributes);
            return (Message.Revision) revisionOrDescription(parsed, data, position);
        } catch (JsonProcessingException | UnreadableException e) {
            throw new IllegalStateException("A stored message can't be read again", e);
        }
    }

    private static long size(ConsumerRecord<byte[], byte[]> consumerRecord) {
        long size = length(consumerRecord.key()) + length(consumerRecord.value());
        for (Header header : consumerRecord.headers()) {
            size += header.key().length() + length(header.value());
        }
        return size;
    }

    /** Of a part of a record, with what frames it. */
    private static long length(byte @Nullable [] bytes) {
        return (bytes == null ? 0L : bytes.length) + FRAME_BYTES;
    }

    private static Message revisionOrDescription(ObjectNode attributes, String data, Position position)
            throws UnreadableException {
        String timeline = required(attributes, "subject");
        if (timeline.length() > 100 || !SLUG.matcher(timeline).matches()) {
            throw new UnreadableException("ce_subject is no timeline name: lower-case letters, digits and hyphens");
        }
        String type = required(attributes, "type");
        if (type.equals(Message.Tick.TYPE)) {
            return new Message.Tick(position, timeline);
        }
        ObjectNode content = object(data);
        if (type.equals(DESCRIPTION_TYPE)) {
            return new Message.Description(
                    position,
                    timeline,
                    optional(content, "title"),
                    optional(content, "description"),
                    visibility(optional(content, "visibility")));
        }
        if (type.startsWith(RESERVED_TYPES)) {
            throw new UnreadableException("ce_type begins with annals., which is reserved for control records");
        }
        String source = required(attributes, "source");
        String id = required(attributes, "id");
        String corrects = optional(attributes, "corrects");
        String retracts = optional(attributes, "retracts");
        if (corrects != null && retracts != null) {
            throw new UnreadableException("ce_corrects and ce_retracts exclude each other");
        }
        Kind kind = corrects != null ? Kind.CORRECTION : retracts != null ? Kind.RETRACTION : Kind.EVENT;
        String revised = corrects != null ? corrects : retracts != null ? retracts : id;
        UUID messageId = EventId.of(timeline, source, id);
        Occurred occurred = kind == Kind.RETRACTION ? null : occurred(attributes, content);
        if (kind != Kind.RETRACTION) {
            required(content, "title");
        }
        String attributesText = attributes.toString();
        return new Message.Revision(
                position,
                kind,
                timeline,
                source,
                id,
                type,
                EventId.of(timeline, source, revised),
                messageId,
                occurred,
                kind == Kind.RETRACTION ? null : Content.of(timeline, source, type, content),
                attributesText,
                data,
                digest(Change.content(attributesText, data)));
    }

    /** Nobody is shown a timeline by mistake: every value but public hides it. */
    private static @Nullable String visibility(@Nullable String described) {
        return described == null || described.equals("public") ? described : "private";
    }

    private static Occurred occurred(ObjectNode attributes, ObjectNode content) throws UnreadableException {
        try {
            return Occurred.of(optional(content, "occurred"), optional(attributes, "time"));
        } catch (EdtfException | DateTimeException e) {
            throw new UnreadableException("When it happened can't be read: " + e.getMessage());
        }
    }

    private static @Nullable String traceparent(ConsumerRecord<byte[], byte[]> consumerRecord) {
        Header header = consumerRecord.headers().lastHeader(CloudEventRecord.TRACEPARENT);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static ObjectNode attributes(ConsumerRecord<byte[], byte[]> consumerRecord) throws UnreadableException {
        ObjectNode attributes = JsonNodeFactory.instance.objectNode();
        for (Header header : consumerRecord.headers()) {
            if (!header.key().startsWith(ATTRIBUTE_PREFIX)) {
                continue;
            }
            String name = header.key().substring(ATTRIBUTE_PREFIX.length());
            if (AddedAttributes.contains(name)) {
                continue;
            }
            String value = text(header.key(), header.value());
            if (name.equals("backfill")) {
                attributes.put(name, Boolean.parseBoolean(value));
            } else {
                attributes.put(name, value);
            }
        }
        return attributes;
    }

    private static ObjectNode object(String data) throws UnreadableException {
        JsonNode node;
        try {
            node = Json.STRICT.readTree(data);
        } catch (JsonProcessingException e) {
            throw new UnreadableException("The value is no JSON: " + e.getOriginalMessage());
        }
        if (!(node instanceof ObjectNode object)) {
            throw new UnreadableException("The value must be a JSON object");
        }
        if (data.contains("\\u0000") && containsNul(object)) {
            throw new UnreadableException("The value has the character NUL in a text, which can't be stored");
        }
        return object;
    }

    private static boolean containsNul(JsonNode node) {
        if (node.isTextual()) {
            return node.textValue().indexOf('\0') >= 0;
        }
        for (var field : node.properties()) {
            if (field.getKey().indexOf('\0') >= 0) {
                return true;
            }
        }
        for (JsonNode child : node) {
            if (containsNul(child)) {
                return true;
            }
        }
        return false;
    }

    private static String required(ObjectNode object, String name) throws UnreadableException {
        String value = optional(object, name);
        if (value == null || value.isBlank()) {
            throw new UnreadableException(name + " is missing or empty");
        }
        return value;
    }

    private static @Nullable String optional(ObjectNode object, String name) throws UnreadableException {
        JsonNode value = object.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        if (!value.isTextual()) {
            throw new UnreadableException(name + " must be a text");
        }
        return value.textValue();
    }

    private static String text(String where, byte @Nullable [] bytes) throws UnreadableException {
        if (bytes == null) {
            throw new UnreadableException(where + " is missing");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (text.indexOf('\0') >= 0) {
                throw new UnreadableException(where + " has the character NUL");
            }
            return text;
        } catch (CharacterCodingException e) {
            throw new UnreadableException(where + " is no UTF-8");
        }
    }

    private static String digest(String content) throws UnreadableException {
        try {
            return HashChain.contentDigest(content);
        } catch (IOException e) {
            throw new UnreadableException("The value has no canonical JSON: " + e.getMessage());
        }
    }

    private static String original(ConsumerRecord<byte[], byte[]> consumerRecord) {
        ObjectNode original = JsonNodeFactory.instance.objectNode();
        putTextOrBase64(original, "key", consumerRecord.key());
        ObjectNode headers = original.putObject("headers");
        for (Header header : consumerRecord.headers()) {
            putTextOrBase64(headers, header.key().replace("\0", ""), header.value());
        }
        putTextOrBase64(original, "value", consumerRecord.value());
        return original.toString();
    }

    /** Of a long part only the beginning: what it would cost in base64 and as text is not spent on it. */
    private static void putTextOrBase64(ObjectNode object, String name, byte @Nullable [] bytes) {
        if (bytes != null && bytes.length > MAX_BYTES) {
            object.put(name + "Bytes", bytes.length);
            putTextOrBase64(object, name, Arrays.copyOf(bytes, BEGINNING_BYTES));
            return;
        }
        try {
            object.put(name, text(name, bytes));
        } catch (UnreadableException e) {
            object.put(
                    name + "Base64", bytes == null ? null : Base64.getEncoder().encodeToString(bytes));
        }
    }
}
