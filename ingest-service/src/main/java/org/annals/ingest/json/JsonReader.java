// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.annals.ingest.json.Element.Slice;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a body strictly: what two readers could understand differently is refused. Each method throws a
 * {@link ProblemException} that says where the body stops being JSON.
 *
 * <p>It knows which bytes a value came from, so that what is passed on need not be written again: it stays as the
 * publisher wrote it, numbers included.
 */
public final class JsonReader {

    public static final int MAX_DEPTH = 100;
    static final int MAX_NUMBER_LENGTH = 1000;
    static final int MAX_NAME_LENGTH = 1000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxNumberLength(MAX_NUMBER_LENGTH)
                            .maxNameLength(MAX_NAME_LENGTH)
                            .build())
                    // Names come from anyone: none of them should stay in the JVM's table of strings.
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            // Costs nothing while a tree is built, unlike the parser's own check.
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .build();

    private final byte[] bytes;
    private final JsonParser parser;
    private final String marked;

    private JsonReader(byte[] bytes, JsonParser parser, String marked) {
        this.bytes = bytes;
        this.parser = parser;
        this.marked = marked;
    }

    /**
     * A reader of these bytes.
     *
     * @param marked the field of each object whose bytes are wanted
     */
    public static JsonReader of(byte[] bytes, int length, String marked) {
        int wrongAt = Utf8.wrongAt(bytes, length);
        if (wrongAt >= 0) {
            throw Unreadable.characters(wrongAt);
        }
        try {
            return new JsonReader(bytes, MAPPER.getFactory().createParser(bytes, 0, length), marked);
        } catch (IOException e) {
            throw Unreadable.from(e, null);
        }
    }

    /** The one value that these bytes are, of whose own bytes none are wanted. */
    public static JsonNode read(byte[] bytes, int length) {
        JsonReader reader = of(bytes, length, "");
        JsonNode tree = reader.onlyElement().tree();
        reader.end();
        return tree;
    }

    /** Reads the start of an array; false where the body is something else. */
    public boolean startArray() {
        return next() == JsonToken.START_ARRAY;
    }

    /** The next element of the array that was started; null after the last. */
    public @Nullable Element nextElement() {
        return next() == JsonToken.END_ARRAY ? null : element();
    }

    /** The value that the body is. */
    public Element onlyElement() {
        if (next() == null) {
            throw Unreadable.empty();
        }
        return element();
    }

    /** Makes sure that nothing follows. */
    public void end() {
        if (next() != null) {
            throw Unreadable.trailing(parser.currentTokenLocation());
        }
    }

    /** The bytes of the slice without the white space between its tokens, and else as they were sent. */
    public byte[] compact(Slice slice) {
        byte[] compact = new byte[slice.length()];
        int length = 0;
        boolean inText = false;
        for (int i = slice.start(); i < slice.end(); i++) {
            byte b = bytes[i];
            if (inText) {
                if (b == '\\') {
                    compact[length++] = b;
                    b = bytes[++i];
                } else if (b == '"') {
                    inText = false;
                }
            } else if (b == ' ' || b == '\n' || b == '\r' || b == '\t') {
                continue;
            } else if (b == '"') {
                inText = true;
            }
            compact[length++] = b;
        }
        return length == compact.length ? compact : Arrays.copyOf(compact, length);
    }

    /** The decimal numbers of the slice that no double can hold, by their JSON pointers in it. */
    public Map<String, String> inexactNumbers(Slice slice) {
        if (!ExactNumbers.mayBeInexact(bytes, slice.start(), slice.end())) {
            return Map.of();
        }
        try (JsonParser again = MAPPER.getFactory().createParser(bytes, slice.start(), slice.length())) {
            return ExactNumbers.inexact(again);
        } catch (IOException e) {
            throw Unreadable.from(e, null);
        }
    }

    private Element element() {
        try {
            if (parser.currentToken() != JsonToken.START_OBJECT) {
                return new Element(MAPPER.readTree(parser), Element.NOTHING, null);
            }
            return object();
        } catch (IOException e) {
            throw Unreadable.from(e, parser);
        }
    }

    private Element object() throws IOException {
        int start = startOfObject();
        ObjectNode object = MAPPER.createObjectNode();
        Slice slice = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            boolean isMarked = parser.nextToken() == JsonToken.START_OBJECT && name.equals(marked);
            int valueStart = isMarked ? startOfObject() : 0;
            JsonNode value = MAPPER.readTree(parser);
            if (object.replace(name, value) != null) {
                throw Unreadable.repeated(name, parser.currentLocation());
            }
            if (isMarked) {
                slice = new Slice(valueStart, position());
            }
        }
        return new Element(object, new Slice(start, position()), slice);
    }

    /** The parser stands behind the brace. */
    private int startOfObject() {
        return position() - 1;
    }

    private int position() {
        return (int) parser.currentLocation().getByteOffset();
    }

    private @Nullable JsonToken next() {
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw Unreadable.from(e, parser);
        }
    }
}
