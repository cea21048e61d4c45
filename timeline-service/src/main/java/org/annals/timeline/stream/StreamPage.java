// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline.stream;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Changes as they are sent, the same for all who asked for the same.
 *
 * @param end where to read on
 * @param more whether there was more to read already
 * @param gone whether the timeline is none for its readers any more
 */
record StreamPage(List<Sent> changes, String end, boolean more, boolean gone) {

    static StreamPage gone(String place) {
        return new StreamPage(List.of(), place, false, true);
    }

    /** A change in the form of a server-sent event. */
    static final class Sent {

        private final String id;
        private final byte[] event;

        private Sent(String id, byte[] event) {
            this.id = id;
            this.event = event;
        }

        static Sent of(String id, String json) {
            // Line ends in JSON are never inside a text, where they would be escaped.
            String line = json.replace('\n', ' ').replace('\r', ' ');
            return new Sent(
                    id, ("id: " + id + "\nevent: change\ndata: " + line + "\n\n").getBytes(StandardCharsets.UTF_8));
        }

        /** From which a reader goes on that had this one last. */
        String id() {
            return id;
        }

        /** To be written, not to be altered: many streams share it. */
        byte[] event() {
            return event;
        }
    }

    int bytes() {
        return changes.stream().mapToInt(change -> change.event().length).sum();
    }
}
