// SPDX-License-Identifier: Apache-2.0
package org.annals.local.publish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.annals.local.client.CommandFailure;
import org.junit.jupiter.api.Test;

class EventFileTest {

    @Test
    void reads_an_array() throws IOException {
        assertEquals(
                List.of("event 1 (line 1, id a)", "event 2 (line 3, id b)"),
                places("[{\"id\":\"a\"},\n\n {\"id\":\"b\"}]\n"));
    }

    @Test
    void reads_one_event_per_line() throws IOException {
        assertEquals(
                List.of("event 1 (line 1, id a)", "event 2 (line 3, id b)"),
                places("{\"id\":\"a\"}\n\n{\"id\":\"b\"}"));
    }

    @Test
    void reads_a_single_event_over_several_lines() throws IOException {
        assertEquals(List.of("event 1 (line 2)"), places("\n{\n\"type\":\n\"x\"\n}\n"));
    }

    @Test
    void finds_no_events_in_an_empty_array_or_file() throws IOException {
        assertEquals(List.of(), places("[]"));
        assertEquals(List.of(), places(""));
    }

    @Test
    void keeps_numbers_as_they_are_written() throws IOException {
        assertEquals(
                "{\"a\":1.10,\"b\":12345678901234567890}",
                read("{\"a\":1.10,\"b\":12345678901234567890}").get(0).content().toString());
    }

    @Test
    void names_the_place_of_what_is_not_json() {
        assertEquals(
                "file, line 2, column 8: is not JSON: Unexpected character (';' (code 59)): was expecting comma to"
                        + " separate Object entries",
                failure("{\"id\":1}\n{\"id\":2;}"));
    }

    @Test
    void refuses_what_is_no_object() {
        assertEquals("file, line 2: is no event: a CloudEvent is a JSON object", failure("[{},\n7]"));
    }

    @Test
    void refuses_what_follows_an_array() {
        assertEquals("file, line 2: something follows the end of the array", failure("[{}]\n{}"));
    }

    private static List<String> places(String text) throws IOException {
        return read(text).stream().map(FileEvent::place).toList();
    }

    private static String failure(String text) {
        return String.valueOf(
                assertThrows(CommandFailure.class, () -> read(text)).getMessage());
    }

    private static List<FileEvent> read(String text) throws IOException {
        List<FileEvent> events = new ArrayList<>();
        try (EventFile file = new EventFile("file", new ByteArrayInputStream(text.getBytes(UTF_8)))) {
            for (Optional<FileEvent> event = file.next(); event.isPresent(); event = file.next()) {
                events.add(event.get());
            }
        }
        return events;
    }
}
