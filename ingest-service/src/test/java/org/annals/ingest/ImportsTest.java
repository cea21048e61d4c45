// SPDX-License-Identifier: Apache-2.0
package org.annals.ingest;

import static io.restassured.RestAssured.given;
import static org.annals.ingest.Front.STRUCTURED;
import static org.annals.ingest.Front.post;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@WithTestResource(StrictWithTimeline.class)
class ImportsTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final String timeline = "story-" + UUID.randomUUID();

    @Test
    void reads_the_json_of_timelinejs() throws Exception {
        send("application/json", file("timelinejs.json"), "")
                .statusCode(202)
                .body("format", equalTo("timelinejs"), "source", equalTo("/imports/timelinejs"))
                .body("added", equalTo(3), "skipped", equalTo(4), "pending", equalTo(false))
                .body("items.where", hasItem("/events/3"))
                .body("items[4].reason", equalTo("has the date 'soon', which can't be read"))
                .body("items[5].violations[0].pointer", equalTo("/data/occurred"))
                .body("items[3].notes[0]", containsString("is no address of the web"));

        ArrayNode published = Topic.messages(timeline);
        assertEquals(List.of("1931", "2021-11-03T09:30:00/2021-11-05", "2022-04"), data(published, "/occurred"));
        assertEquals("The bridge is opened", published.at("/0/headers/ce_id").asText());
        assertEquals("closing", published.at("/1/headers/ce_id").asText());
        assertEquals("true", published.at("/0/headers/ce_backfill").asText());
        assertEquals(
                "{\"title\":\"The bridge is opened\",\"summary\":\"It was the first one of steel.\\n\\nTolls were £1.\","
                        + "\"occurred\":\"1931\",\"sources\":[{\"url\":\"https://example.org/opening.jpg\","
                        + "\"title\":\"The opening\",\"publisher\":\"City archive\"}],\"media\":[{\"url\":\"https://example.org/opening.jpg\",\"kind\":\"image\",\"caption\":\"The opening\",\"credit\":\"City archive\"}],\"tags\":[\"building\"]}",
                published.at("/0/value").toString());
        assertEquals(
                "Traffic is stopped & turned away",
                published.at("/1/value/title").asText());
    }

    @Test
    void reads_the_spreadsheet_of_timelinejs() throws Exception {
        send("text/csv", file("timelinejs.csv"), "")
                .statusCode(202)
                .body("format", equalTo("timelinejs-csv"))
                .body("items.where", contains("line 2", "line 3", "line 5", "line 6", "line 7"))
                .body("items.action", contains("skipped", "added", "added", "added", "skipped"));

        assertEquals(
                List.of("1931", "2021-11-03T21:30:00/2021-11-05", "2022-04"),
                data(Topic.messages(timeline), "/occurred"));
    }

    @Test
    void reads_the_table_of_timesketch() throws Exception {
        send("text/csv", file("timesketch.csv"), "")
                .statusCode(202)
                .body("format", equalTo("timesketch-csv"))
                .body("items.action", contains("added", "added", "skipped", "skipped"))
                .body("items[2].reason", equalTo("is the same item as line 3"));

        ArrayNode published = Topic.messages(timeline);
        assertEquals(
                "2022-08-04T09:30:00.123456+00:00",
                published.at("/0/headers/ce_time").asText());
        assertEquals("trace.recorded", published.at("/0/headers/ce_type").asText());
        assertEquals("[\"suspicious\",\"night\"]", published.at("/0/value/tags").toString());
        assertEquals(
                "{\"timestamp_desc\":\"Content Modification Time\",\"host\":\"server-1\"}",
                published.at("/0/value/details").toString());
        assertEquals("2022-08-04T09:31:00", published.at("/1/value/occurred").asText());
    }

    @Test
    void reads_the_lines_of_timesketch() throws Exception {
        send("application/x-ndjson", file("timesketch.jsonl"), "")
                .statusCode(202)
                .body("format", equalTo("timesketch-jsonl"))
                .body("items.where", contains("line 1", "line 3"));

        ArrayNode published = Topic.messages(timeline);
        assertEquals(List.of("2022-08-04T09:30:00+02:00", "2022-08-04T09:30:00Z"), data(published, "/occurred"));
        assertEquals(12, published.at("/0/value/details/size").asInt());
    }

    @Test
    void reads_a_calendar() throws Exception {
        send("text/calendar", file("calendar.ics"), "")
                .statusCode(202)
                .body("added", equalTo(4))
                .body("items[3].notes[0]", containsString("without an end"))
                .body("items[4].where", equalTo("VTODO 5"));

        ArrayNode published = Topic.messages(timeline);
        assertEquals(
                List.of(
                        "2022-08-04/2022-08-05",
                        "2022-08-10T09:30:00+03:00/2022-08-10T11:30:00+03:00",
                        "2022-08-11T09:30:00Z",
                        "2022-08-12T09:30:00Z"),
                data(published, "/occurred"));
        JsonNode session = published.at("/0/value");
        assertEquals(
                "On the bridge, and on the river.\nIn public.",
                session.get("summary").asText());
        assertEquals("cancelled", session.get("phase").asText());
        assertEquals(
                "[{\"name\":\"Town hall\",\"latitude\":50.45,\"longitude\":30.52}]",
                session.get("places").toString());
        assertEquals("[\"council\",\"bridge\"]", session.get("tags").toString());
        assertEquals("The mayor", session.at("/actors/0/name").asText());
        assertEquals(
                "https://example.org/sessions/1", session.at("/sources/0/url").asText());
        assertEquals("session-1@example.org", published.at("/0/headers/ce_id").asText());
    }

    @Test
    void reads_rss_of_any_encoding() throws Exception {
        send("application/rss+xml", file("feed.rss"), "")
                .statusCode(202)
                .body("source", equalTo("https://post.example.org/"))
                .body("items.action", contains("added", "added", "skipped"))
                .body("items[2].reason", equalTo("has no date"));

        ArrayNode published = Topic.messages(timeline);
        JsonNode first = published.at("/0/value");
        assertEquals("Café owners & drivers ask for a ferry", first.get("title").asText());
        assertEquals(
                "They wrote to the mayor.\n\nOne\nTwo", first.get("summary").asText());
        assertEquals("2022-08-04T09:30:00Z", first.get("occurred").asText());
        assertEquals("en-GB", first.get("language").asText());
        assertEquals("Ann Example", first.at("/actors/0/name").asText());
        assertEquals("The Bridge Post", first.at("/sources/0/publisher").asText());
        assertEquals("post-1", published.at("/0/headers/ce_id").asText());
        assertEquals("The ferry is on its way.", published.at("/1/value/title").asText());
        assertEquals(
                "https://post.example.org/untitled",
                published.at("/1/headers/ce_id").asText());
    }

    @Test
    void reads_atom() throws Exception {
        send("application/xml", file("feed.atom"), "")
                .statusCode(202)
                .body("format", equalTo("atom"))
                .body("source", equalTo("urn:uuid:6ac2b7a4-3d18-4b8a-8a93-1f6b16f7f001"));

        JsonNode entry = Topic.messages(timeline).at("/0/value");
        assertEquals("The ferry sails", entry.get("title").asText());
        assertEquals("2022-08-05T07:30:00Z", entry.get("occurred").asText());
        assertEquals("[\"ferry\"]", entry.get("tags").toString());
    }

    @Test
    void reads_json_feed() throws Exception {
        send("application/feed+json", file("feed.json"), "")
                .statusCode(202)
                .body("source", equalTo("https://post.example.org/feed.json"))
                .body("items.action", contains("added", "skipped"));

        JsonNode message = Topic.messages(timeline).get(0);
        assertEquals(
                "2022-08-05T09:30:00.250+02:00", message.at("/headers/ce_time").asText());
        JsonNode entry = message.get("value");
        assertEquals("It carries twelve cars.", entry.get("summary").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "timelinejs.json, timelinejs",
        "timelinejs.csv, timelinejs-csv",
        "timesketch.csv, timesketch-csv",
        "timesketch.jsonl, timesketch-jsonl",
        "calendar.ics, icalendar",
        "feed.rss, rss",
        "feed.atom, atom",
        "feed.json, jsonfeed"
    })
    void tells_by_the_content_what_a_file_is(String name, String format) throws Exception {
        send("application/octet-stream", file(name), "?dryRun=true")
                .statusCode(200)
                .body("format", equalTo(format));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "timelinejs.json",
                "timelinejs.csv",
                "timesketch.csv",
                "timesketch.jsonl",
                "calendar.ics",
                "feed.rss",
                "feed.atom",
                "feed.json"
            })
    void adds_nothing_when_it_is_imported_again(String name) throws Exception {
        int added = send("application/octet-stream", file(name), "")
                .statusCode(202)
                .extract()
                .path("added");

        send("application/octet-stream", file(name), "")
                .statusCode(200)
                .body("added", equalTo(0), "corrected", equalTo(0), "unchanged", equalTo(added));
        assertEquals(added, Topic.values(timeline).size());
    }

    @Test
    void corrects_what_was_edited_and_again_what_was_edited_back() {
        send("application/octet-stream", rows("It is closed."), "").statusCode(202);

        send("application/octet-stream", rows("It is open."), "")
                .statusCode(202)
                .body("added", equalTo(0), "corrected", equalTo(1), "unchanged", equalTo(1));
        send("application/octet-stream", rows("It is closed."), "")
                .statusCode(202)
                .body("corrected", equalTo(1));
        send("application/octet-stream", rows("It is closed."), "")
                .statusCode(200)
                .body("unchanged", equalTo(2));

        ArrayNode published = Topic.messages(timeline);
        assertEquals(4, published.size());
        assertEquals("The bridge;revision=2", published.at("/2/headers/ce_id").asText());
        assertEquals("The bridge", published.at("/2/headers/ce_corrects").asText());
        assertEquals("It is open.", published.at("/2/value/summary").asText());
        assertEquals("The bridge;revision=3", published.at("/3/headers/ce_id").asText());
        assertEquals("It is closed.", published.at("/3/value/summary").asText());
    }

    @Test
    void names_what_the_file_does_not_have_any_more_and_leaves_it() {
        send("application/octet-stream", rows("It is closed."), "")
                .statusCode(202)
                .body("missing", empty());
        post(STRUCTURED, Front.event(timeline, "of-another-source").toString()).statusCode(202);
        await().atMost(LIMIT).until(() -> Topic.values(timeline).size() == 3);

        send("application/octet-stream", "Year;Headline;Text\n2023;The ferry;\nsoon;The tunnel;\n", "")
                .statusCode(200)
                .body("unchanged", equalTo(1), "skipped", equalTo(1))
                .body("missing.id", contains("The bridge"))
                .body("missing[0].title", equalTo("The bridge"), "missing[0].occurred", equalTo("2022"));
        assertEquals(3, Topic.values(timeline).size());
    }

    @Test
    void does_not_miss_what_a_feed_shows_no_more() throws Exception {
        send("application/rss+xml", file("feed.rss"), "").statusCode(202).body("missing", nullValue());
    }

    @Test
    void leaves_what_others_corrected_until_the_file_says_something_new() {
        String eventId = send("application/octet-stream", rows("It is closed."), "")
                .extract()
                .path("items[0].eventId");
        ObjectNode correction = Front.event(timeline, "by-hand").put("source", "/imports/timelinejs");
        correction.put("corrects", "The bridge");
        post(STRUCTURED, correction.toString()).statusCode(202);
        await().atMost(LIMIT).until(() -> Topic.values(timeline).size() == 3);

        send("application/octet-stream", rows("It is closed."), "")
                .statusCode(200)
                .body("unchanged", equalTo(2));
        send("application/octet-stream", rows("It is open."), "")
                .statusCode(202)
                .body("items[0].id", equalTo("The bridge;revision=3"), "items[0].eventId", equalTo(eventId));
    }

    @Test
    void skips_what_was_withdrawn() {
        send("application/octet-stream", rows("It is closed."), "").statusCode(202);
        ObjectNode retraction = Front.event(timeline, "withdrawn").put("source", "/imports/timelinejs");
        retraction.put("retracts", "The bridge").putObject("data").put("reason", "It never was.");
        post(STRUCTURED, retraction.toString()).statusCode(202);

        await().atMost(LIMIT)
                .untilAsserted(() -> send("application/octet-stream", rows("It is open."), "?dryRun=true")
                        .body("items[0].action", equalTo("skipped"))
                        .body("items[0].reason", containsString("was withdrawn")));
    }

    @Test
    void a_dry_run_says_what_would_be_and_publishes_nothing() {
        send("application/octet-stream", rows("It is closed."), "?dryRun=true")
                .statusCode(200)
                .body("dryRun", equalTo(true), "added", equalTo(2));

        assertEquals(List.of(), Topic.values(timeline));
    }

    @Test
    void takes_source_type_and_alerts_from_the_request() {
        send("application/octet-stream", rows("It is closed."), "?source=/desk/kyiv&type=decision.taken&backfill=false")
                .statusCode(202)
                .body("source", equalTo("/desk/kyiv"));

        JsonNode headers = Topic.messages(timeline).at("/0/headers");
        assertEquals("/desk/kyiv", headers.get("ce_source").asText());
        assertEquals("decision.taken", headers.get("ce_type").asText());
        assertEquals(null, headers.get("ce_backfill"));
    }

    @Test
    void skips_what_the_type_of_its_events_refuses() {
        send("application/octet-stream", rows("It is closed."), "?type=nobody.knows")
                .statusCode(200)
                .body("skipped", equalTo(2))
                .body("items[0].violations[0].pointer", equalTo("/type"));
    }

    @Test
    void refuses_external_entities_and_entities_that_multiply() {
        String external = "<?xml version=\"1.0\"?>\n<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>"
                + "<rss version=\"2.0\"><channel><title>&x;</title></channel></rss>";
        StringBuilder laughs = new StringBuilder("<!DOCTYPE rss [<!ENTITY a0 \"ha\">");
        for (int i = 1; i < 30; i++) {
            laughs.append("<!ENTITY a%d \"&a%d;&a%d;\">".formatted(i, i - 1, i - 1));
        }
        laughs.append("]><rss version=\"2.0\"><channel><title>&a29;</title></channel></rss>");

        send("application/xml", external, "")
                .statusCode(400)
                .body("code", equalTo("unreadable-file"))
                .body("detail", containsString("DOCTYPE"))
                .body("detail", containsString("line 2"));
        send("application/xml", laughs.toString(), "").statusCode(400).body("detail", containsString("DOCTYPE"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    timelinejs       | {"events": [}                   | line 1
                    timelinejs       | {"slides": []}                  | list of events
                    timelinejs-csv   | Year,Title\\n2022,A             | no column headline
                    timesketch-csv   | message,timestamp_desc\\n"a     | line 2
                    timesketch-jsonl | {"message": "a"                 | Line 1
                    timesketch-jsonl | []                              | Line 1
                    icalendar        | BEGIN:VEVENT                    | no iCalendar
                    icalendar        | nonsense                        | no iCalendar
                    rss              | <rss><channel>                  | line 1
                    atom             | <html/>                         | no feed
                    jsonfeed         | {"version": "1"}                | list of items
                    """)
    void says_where_a_file_is_broken(String format, String text, String where) {
        send("application/octet-stream", text.replace("\\n", "\n"), "?format=" + format)
                .statusCode(400)
                .body("detail", containsString(where));
    }

    @Test
    void refuses_what_it_does_not_know() {
        send("application/octet-stream", "whatever", "").statusCode(400).body("code", equalTo("unknown-format"));
        send("application/octet-stream", "whatever", "?format=docx")
                .statusCode(400)
                .body("code", equalTo("unknown-format"));
        send("text/plain", rows("x"), "?format=timelinejs-csv").statusCode(415);
        send("image/png", "whatever", "").statusCode(415).body("detail", containsString("icalendar"));
        send("application/octet-stream", rows("x"), "?source=a b")
                .statusCode(400)
                .body("code", equalTo("invalid-import"));
        send("application/octet-stream", "a".repeat(65 * 1024 * 1024), "").statusCode(413);
        send("application/octet-stream", "Year,Headline\n" + "2022,x\n".repeat(100_001), "")
                .statusCode(413)
                .body("code", equalTo("file-too-large"));
    }

    @Test
    void shortens_what_is_too_long_and_says_so() {
        send("application/octet-stream", "Year,Headline,Text\n2022,Long," + "x".repeat(20_000), "")
                .statusCode(202)
                .body("items[0].notes", contains("text was cut to 10000 characters"))
                .body("items[0].reason", nullValue());
    }

    private ValidatableResponse send(String contentType, String text, String query) {
        return send(contentType, text.getBytes(StandardCharsets.UTF_8), query);
    }

    private ValidatableResponse send(String contentType, byte[] file, String query) {
        return given().header("content-type", contentType)
                .body(file)
                .post("/v1/timelines/" + timeline + "/imports" + query)
                .then();
    }

    private static byte[] file(String name) throws IOException {
        try (InputStream in = ImportsTest.class.getResourceAsStream("/imports/" + name)) {
            return in.readAllBytes();
        }
    }

    private static String rows(String text) {
        return "Year;Headline;Text\n2022;The bridge;" + text + "\n2023;The ferry;\n";
    }

    private static List<String> data(JsonNode messages, String pointer) {
        List<String> values = new ArrayList<>();
        messages.forEach(message -> values.add(message.get("value").at(pointer).asText()));
        return values;
    }
}
