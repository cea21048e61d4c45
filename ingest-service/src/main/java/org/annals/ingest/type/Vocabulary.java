// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest.type;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
import org.annals.ingest.type.EventTypes.Known;

/** The types that Annals ships. */
final class Vocabulary {

    private static final String FILE = "/event-types.json";

    private Vocabulary() {}

    static Map<String, Known> load() {
        Map<String, Known> types = new TreeMap<>();
        try (InputStream in = Vocabulary.class.getResourceAsStream(FILE)) {
            for (Map.Entry<String, JsonNode> type :
                    new ObjectMapper().readTree(in).properties()) {
                types.put(type.getKey(), Registration.known(type.getKey(), type.getValue(), true));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return types;
    }
}
