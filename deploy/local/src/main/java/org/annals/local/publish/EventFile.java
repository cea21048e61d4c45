// SPDX-License-Identifier: Apache-2.0
package org.annals.local.publish;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.annals.local.client.CommandFailure;
import org.annals.local.client.Json;

/**
 * Reads events one by one: from a JSON array of CloudEvents, or from CloudEvents one after the other, as in NDJSON
 * or in a file with a single one.
 */
final class EventFile implements Closeable {

    private final String name;
    private final JsonParser parser;
    private boolean started;
    private boolean inArray;
    private long index;

    /** Reads the stream; messages call it by the name. */
    EventFile(String name, InputStream in) throws IOException {
        this.name = name;
        this.parser = Json.MAPPER.createParser(in);
    }

    /** The next event; none at the end. */
    Optional<FileEvent> next() throws IOException {
        try {
            return read();
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : ", line " + at.getLineNr() + ", column " + at.getColumnNr();
            throw new CommandFailure(name + place + ": is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }

    private Optional<FileEvent> read() throws IOException {
        JsonToken token = parser.nextToken();
        if (!started) {
            started = true;
            inArray = token == JsonToken.START_ARRAY;
            token = inArray ? parser.nextToken() : token;
        }
        if (inArray && token == JsonToken.END_ARRAY) {
            return endOfArray();
        }
        if (token == null) {
            return Optional.empty();
        }
        int line = parser.currentTokenLocation().getLineNr();
        JsonNode event = Json.MAPPER.readTree(parser);
        if (event instanceof ObjectNode content) {
            return Optional.of(new FileEvent(index++, line, content));
        }
        throw new CommandFailure(name + ", line " + line + ": is no event: a CloudEvent is a JSON object");
    }

    private Optional<FileEvent> endOfArray() throws IOException {
        inArray = false;
        if (parser.nextToken() != null) {
            throw new CommandFailure(name + ", line "
                    + parser.currentTokenLocation().getLineNr() + ": something follows the end of the array");
        }
        return Optional.empty();
    }
}
