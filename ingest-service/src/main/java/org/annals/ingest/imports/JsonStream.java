// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.imports;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Set;
import org.annals.ingest.json.JsonReader;
import org.annals.ingest.problem.ProblemException;
import org.jspecify.annotations.Nullable;

/** Values of a JSON document, one after the other: the members of its object, and the elements of their arrays. */
final class JsonStream implements Iterator<JsonStream.Value>, Closeable {

    /**
     * A value.
     *
     * @param pointer where it is
     * @param member of the document that it is, or is an element of
     */
    record Value(String pointer, String member, JsonNode node) {}

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(JsonReader.MAX_DEPTH)
                            .build())
                    .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                    .build())
            .build();

    private final JsonParser parser;
    private final Set<String> members;
    private String member = "";
    private int index = -1;
    private @Nullable Value next;

    /**
     * A stream of a document.
     *
     * @param members that are wanted; empty for all
     */
    JsonStream(UploadedFile file, Set<String> members) {
        this.members = members;
        try {
            parser = MAPPER.getFactory().createParser(file.reader());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (token() != JsonToken.START_OBJECT) {
            throw ProblemException.badRequest("unreadable-file", "The file is no JSON object.");
        }
        next = read();
    }

    @Override
    public boolean hasNext() {
        return next != null;
    }

    @Override
    public Value next() {
        Value value = next;
        if (value == null) {
            throw new NoSuchElementException();
        }
        next = read();
        return value;
    }

    private @Nullable Value read() {
        JsonToken token = token();
        while (token != null && token != JsonToken.END_OBJECT) {
            if (index >= 0 && token != JsonToken.END_ARRAY) {
                return new Value("/" + member + "/" + index++, member, tree());
            }
            if (token == JsonToken.FIELD_NAME) {
                member = name();
                token = token();
                if (!members.isEmpty() && !members.contains(member)) {
                    skip();
                } else if (token == JsonToken.START_ARRAY) {
                    index = 0;
                } else {
                    return new Value("/" + member, member, tree());
                }
            } else {
                index = -1;
            }
            token = token();
        }
        return null;
    }

    private String name() {
        try {
            return parser.currentName();
        } catch (IOException e) {
            throw unreadable();
        }
    }

    private @Nullable JsonToken token() {
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw unreadable();
        }
    }

    private void skip() {
        try {
            parser.skipChildren();
        } catch (IOException e) {
            throw unreadable();
        }
    }

    private JsonNode tree() {
        try {
            return MAPPER.readTree(parser);
        } catch (IOException e) {
            throw unreadable();
        }
    }

    private ProblemException unreadable() {
        JsonLocation at = parser.currentLocation();
        return ProblemException.badRequest(
                "unreadable-file",
                "The file is no JSON that can be read: something is wrong at line " + at.getLineNr() + ", column "
                        + at.getColumnNr() + ", or it is nested more than " + JsonReader.MAX_DEPTH + " deep.");
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
