// SPDX-License-Identifier: Apache-2.0
package org.annals.local.publish;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Events that go to ingest in one request: as many as it takes at once. */
final class Batch {

    static final int MAX_EVENTS = 1000;
    static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final int BRACKET_AND_COMMA = 2;

    private final List<FileEvent> events = new ArrayList<>();
    private final ByteArrayOutputStream json = new ByteArrayOutputStream();

    /** Adds the event, unless the batch is too full for it; an empty batch takes any. */
    boolean add(FileEvent event) {
        byte[] bytes = bytes(event.content());
        boolean fits = events.size() < MAX_EVENTS && json.size() + bytes.length + BRACKET_AND_COMMA <= MAX_BYTES;
        if (!events.isEmpty() && !fits) {
            return false;
        }
        json.write(events.isEmpty() ? '[' : ',');
        json.writeBytes(bytes);
        events.add(event);
        return true;
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    List<FileEvent> events() {
        return events;
    }

    /** All of it as a JSON array. */
    byte[] body() {
        ByteArrayOutputStream body = new ByteArrayOutputStream(json.size() + 1);
        body.writeBytes(json.toByteArray());
        body.write(']');
        return body.toByteArray();
    }

    private static byte[] bytes(ObjectNode event) {
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }
}
