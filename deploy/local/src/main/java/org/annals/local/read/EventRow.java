// SPDX-License-Identifier: Apache-2.0
package org.annals.local.read;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** An event as a line of the table. */
record EventRow(String occurred, String title, String type, String status, String id) {

    static final List<String> HEADING = List.of("WHEN", "WHAT", "TYPE", "STATUS", "EVENT");
    static final int TITLE_COLUMN = 1;

    private static final int SHORT_ID_LENGTH = 8;
    private static final int DATE_LENGTH = "2022-08-05".length();

    static EventRow of(JsonNode event) {
        JsonNode data = event.path("data");
        boolean retracted = event.path("retracted").asBoolean();
        String eventId = event.path("eventId").asText();
        String title = retracted
                ? "withdrawn: " + data.path("reason").asText()
                : data.path("title").asText();
        List<String> marks = marks(
                retracted, event.path("revision").asInt(1), data.path("phase").asText(""));
        return new EventRow(
                occurred(event, data),
                // Not in a column of their own: most events have none, and the title needs the room.
                marks.isEmpty() ? title : title + " [" + String.join(", ", marks) + "]",
                event.path("type").asText(),
                data.path("status").asText(""),
                eventId.substring(0, Math.min(SHORT_ID_LENGTH, eventId.length())));
    }

    List<String> cells() {
        return List.of(occurred, title, type, status, id);
    }

    /** As written; a withdrawn event, or one that was given no date, has only what it was taken for. */
    private static String occurred(JsonNode event, JsonNode data) {
        String written = data.path("occurred").asText("");
        if (!written.isEmpty()) {
            return written;
        }
        String earliest = event.path("earliest").asText("");
        return earliest.substring(0, Math.min(DATE_LENGTH, earliest.length()));
    }

    private static List<String> marks(boolean retracted, int revision, String phase) {
        List<String> marks = new ArrayList<>();
        if (retracted) {
            marks.add("retracted");
        } else if (revision > 1) {
            marks.add("corrected");
        }
        if (!phase.isEmpty() && !phase.equals("happened")) {
            marks.add(phase);
        }
        return marks;
    }
}
