// SPDX-License-Identifier: Apache-2.0
package org.annals.local.read;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.List;
import org.annals.local.client.Json;
import org.junit.jupiter.api.Test;

class EventRowTest {

    @Test
    void shows_the_date_as_written() throws Exception {
        assertEquals(List.of("2022-08-XX", "The report", "report.issued", "claimed", "0b7f9b2e"), cells("""
                {"eventId":"0b7f9b2e-9d0e-5c3a-8f68-3f1c5a6f3f10","type":"report.issued","revision":1,
                 "earliest":"2022-08-01T00:00:00Z",
                 "data":{"occurred":"2022-08-XX","title":"The report","status":"claimed"}}
                """));
    }

    @Test
    void marks_what_was_corrected_and_what_has_not_happened() throws Exception {
        assertEquals(List.of("2022", "Talks [corrected, planned]", "talks.held", "", "1"), cells("""
                {"eventId":"1","type":"talks.held","revision":2,
                 "data":{"occurred":"2022","title":"Talks","phase":"planned"}}
                """));
    }

    @Test
    void tells_why_an_event_was_withdrawn() throws Exception {
        assertEquals(
                List.of("2022-08-04", "withdrawn: Entered twice [retracted]", "report.issued", "", "1"), cells("""
                {"eventId":"1","type":"report.issued","revision":2,"retracted":true,
                 "earliest":"2022-08-04T00:00:00Z","data":{"reason":"Entered twice"}}
                """));
    }

    private static List<String> cells(String event) throws JsonProcessingException {
        return EventRow.of(Json.MAPPER.readTree(event)).cells();
    }
}
