// SPDX-License-Identifier: Apache-2.0
package org.annals.system;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Exports that can be imported bring back the events that they were made of. */
@ExtendWith(Installation.class)
class RoundTripIT {

    /** Dates of each form that EDTF has; those of the last ones have no place in a calendar. */
    private static final List<String> DATES = List.of(
            "2022",
            "2022-08",
            "2022-08-04",
            "2022-08-XX",
            "2022-08-04~",
            "2022?",
            "202X",
            "19XX",
            "2022-22",
            "2022-24",
            "2022-08-04T09:30:00Z",
            "2022-08-04T09:30:00+03:00",
            "2022-08-04T23:30:00-05:00",
            "2022-08-04T09:30:00",
            "2022-08-04T00:00:00",
            "1991/1992~",
            "2022-08-04/2022-08-06",
            "2022-08-04T09:30:00/2022-08-04T10:00:00",
            "2022-08-04T09:30:00+03:00/2022-08-05",
            "2022-08-04/..",
            "2022-08-04/",
            "../2022-08-04",
            "-0043-03-15",
            "0000",
            "Y12345");

    private static final Set<String> OUTSIDE_CALENDARS = Set.of("../2022-08-04", "-0043-03-15", "0000", "Y12345");

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Annals annals;
    private final Client client;
    private final String timeline = "story-" + UUID.randomUUID();

    RoundTripIT(Annals annals) {
        this.annals = annals;
        this.client = new Client(annals);
    }

    @BeforeEach
    void revive() throws Exception {
        annals.revive();
    }

    @ParameterizedTest
    @CsvSource({
        "timelinejs, application/json",
        "icalendar, text/calendar",
        "atom, application/atom+xml",
        "jsonfeed, application/feed+json",
        "csv, text/csv",
        "cloudevents, application/x-ndjson",
    })
    void an_export_brings_back_the_events_in_another_timeline(String format, String contentType) throws Exception {
        publish();
        String other = "other-" + timeline;
        Map<String, JsonNode> expected = events(timeline);
        if (format.equals("icalendar")) {
            expected.values()
                    .removeIf(event -> OUTSIDE_CALENDARS.contains(
                            event.at("/data/occurred").asText()));
        }

        JsonNode report = send(other, contentType, export(format));
        JsonNode again = send(other, contentType, export(format));

        assertEquals(expected.size(), report.path("added").asInt(), report.toString());
        assertEquals(expected.size(), again.path("unchanged").asInt(), again.toString());
        assertEquals(expected, events(other));
    }

    @ParameterizedTest
    @CsvSource({
        "timelinejs, application/json, The bridge &quot;is closed&quot;, The bridge is open",
        "icalendar, text/calendar, The bridge \"is closed\", The bridge is open",
        "csv, text/csv, 'The bridge \"\"is closed\"\"', The bridge is open",
    })
    void an_edited_title_of_an_export_counts(String format, String contentType, String before, String after)
            throws Exception {
        publish();
        String exported = export(format);
        int place = exported.indexOf(before);

        JsonNode report = send(
                timeline,
                contentType,
                exported.substring(0, place) + after + exported.substring(place + before.length()));

        assertEquals(1, report.path("corrected").asInt(), report.toString());
        JsonNode event = requireNonNull(events(timeline).get("/desk/kyiv whole"));
        assertEquals("The bridge is open", event.at("/data/title").asText());
        assertEquals(2, event.at("/data/media").size());
    }

    private void publish() throws Exception {
        StringBuilder lines = new StringBuilder();
        lines.append(message("whole", "report.issued", """
                {"occurred":"2022-08-04~","title":"The bridge \\"is closed\\"","summary":"=1+1; <b>Why</b>, it says\\\\n & more\\nsecond line\\u0001",
                 "language":"en","translations":{"uk":{"title":"Міст закрито"}},
                 "actors":[{"name":"The organization; of roads","kind":"organization","role":"author","uri":"https://example.org/o"}],
                 "places":[{"name":"Kyiv","latitude":50.45,"longitude":30.52,"precision":"locality"},{"name":"-Lviv"}],
                 "sources":[{"url":"https://example.org/report","title":"The report","publisher":"Example",
                   "published":"2022-08-04","stance":"supports","reliability":"B","credibility":2},{"publisher":"Example"}],
                 "quotes":[{"speaker":"A director","text":"I resign."}],
                 "media":[{"url":"https://example.org/a.jpg?w=1&h=2","kind":"image","alt":"A bridge","caption":"The <i>bridge</i>",
                   "credit":"Ann Lee","licence":"CC BY 4.0"},{"url":"https://example.org/list","kind":"document"}],
                 "links":[{"rel":"responds-to","id":"date-0"},{"rel":"part-of","id":"x","source":"/desk/lviv","timeline":"other"}],
                 "status":"confirmed","phase":"happened","sensitivity":["personal"],"tags":["report","a; b","c, d"],
                 "details":{"pages":12,"price":1.5,"none":null}}"""));
        lines.append(message("exact", "note.made", "{\"title\":\"To the millisecond\"}")
                .replace("\"data\":", "\"time\":\"2022-08-04T09:30:00.125Z\",\"data\":"));
        lines.append(message("plain", "note.made", "{\"occurred\":\"2022\",\"title\":\"Nothing but a title\"}")
                .replace("/desk/kyiv", "/desk/lviv"));
        for (int i = 0; i < DATES.size(); i++) {
            lines.append(message(
                    "date-" + i,
                    "note.made",
                    "{\"occurred\":\"%s\",\"title\":\"Date %d\",\"summary\":\"Text %d\"}"
                            .formatted(DATES.get(i), i, i)));
        }
        lines.append(message("twice", "note.made", "{\"occurred\":\"2022\",\"title\":\"Entered twice\"}"));
        lines.append(message("twice-2", "note.made", "{\"reason\":\"Entered twice\"}")
                .replace("\"data\":", "\"retracts\":\"twice\",\"data\":"));
        HttpResponse<String> answer =
                client.post(Annals.INGEST, "/v1/events", "application/x-ndjson", lines.toString());
        for (String line : answer.body().lines().toList()) {
            assertEquals(202, MAPPER.readTree(line).get("status").asInt(), line);
        }
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> client.get(Annals.TIMELINE, "/v1/timelines/" + timeline)
                                .path("sequence")
                                .asInt()
                        == DATES.size() + 5);
    }

    private String message(String id, String type, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/desk/kyiv\",\"type\":\"%s\",\"subject\":\"%s\",\"data\":%s}"
                        .formatted(id, type, timeline, data.replace("\n", " "))
                + "\n";
    }

    private String export(String format) throws Exception {
        boolean isFeed = format.equals("atom") || format.equals("jsonfeed");
        return client.text(
                Annals.TIMELINE,
                "/v1/timelines/" + timeline + "/events?format=" + format + (isFeed ? "&limit=100" : ""));
    }

    private JsonNode send(String name, String contentType, String file) throws Exception {
        HttpResponse<String> answer =
                client.post(Annals.INGEST, "/v1/timelines/" + name + "/imports", contentType, file);
        assertEquals(2, answer.statusCode() / 100, answer.body());
        return MAPPER.readTree(answer.body());
    }

    /** The events of a timeline by source and id, without what another timeline has of its own. */
    private Map<String, JsonNode> events(String name) throws Exception {
        Map<String, JsonNode> events = new TreeMap<>();
        JsonNode items = client.get(Annals.TIMELINE, "/v1/timelines/" + name + "/events?limit=100")
                .path("items");
        for (JsonNode event : items) {
            ObjectNode kept = MAPPER.createObjectNode();
            for (String field : List.of("type", "earliest", "latest", "data")) {
                kept.set(field, event.path(field));
            }
            events.put(event.path("source").asText() + " " + event.path("id").asText(), kept);
        }
        return events;
    }
}
