// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.annals.timeline.json.Json;
import org.jspecify.annotations.Nullable;

/** Writes JSON as it goes, and leaves out what is empty. */
final class JsonExport {

    private final JsonGenerator json;

    JsonExport(OutputStream out) throws IOException {
        this.json = Json.STRICT.createGenerator(out);
    }

    JsonExport object() throws IOException {
        json.writeStartObject();
        return this;
    }

    JsonExport object(String name) throws IOException {
        json.writeObjectFieldStart(name);
        return this;
    }

    JsonExport array(String name) throws IOException {
        json.writeArrayFieldStart(name);
        return this;
    }

    JsonExport array() throws IOException {
        json.writeStartArray();
        return this;
    }

    /** Ends the innermost object or array. */
    JsonExport end() throws IOException {
        if (json.getOutputContext().inObject()) {
            json.writeEndObject();
        } else {
            json.writeEndArray();
        }
        return this;
    }

    JsonExport text(String name, @Nullable Object value) throws IOException {
        if (value != null && !value.toString().isEmpty()) {
            json.writeStringField(name, value.toString());
        }
        return this;
    }

    JsonExport number(String name, long value) throws IOException {
        json.writeNumberField(name, value);
        return this;
    }

    JsonExport texts(String name, List<String> values) throws IOException {
        if (!values.isEmpty()) {
            array(name);
            for (String value : values) {
                json.writeString(value);
            }
            end();
        }
        return this;
    }

    /** Elements of the array that is open: longitude first, as GeoJSON has it. */
    JsonExport position(double longitude, double latitude) throws IOException {
        json.writeNumber(longitude);
        json.writeNumber(latitude);
        return this;
    }

    JsonExport tree(String name, JsonNode value) throws IOException {
        json.writeFieldName(name);
        Json.STRICT.writeTree(json, value);
        return this;
    }

    JsonExport absent(String name) throws IOException {
        json.writeNullField(name);
        return this;
    }

    JsonExport flag(String name, boolean value) throws IOException {
        json.writeBooleanField(name, value);
        return this;
    }

    void close() throws IOException {
        json.close();
    }
}
