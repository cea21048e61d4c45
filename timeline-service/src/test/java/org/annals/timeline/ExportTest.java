// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static java.util.Objects.requireNonNull;
import static org.annals.timeline.Topic.data;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.annals.timeline.Topic.with;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.apicatalog.jsonld.JsonLd;
import com.apicatalog.jsonld.JsonLdOptions;
import com.apicatalog.jsonld.document.JsonDocument;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import com.rometools.rome.feed.atom.Entry;
import com.rometools.rome.feed.atom.Feed;
import com.rometools.rome.feed.atom.Link;
import com.rometools.rome.io.WireFeedInput;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import net.fortuna.ical4j.data.CalendarBuilder;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.component.VEvent;
import org.annals.local.InfrastructureTestResource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each form is read by what reads it elsewhere. */
@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class ExportTest {

    /** As many as the service has to its database by default. */
    private static final int CONNECTIONS = 50;

    private final String timeline = "story-" + UUID.randomUUID();

    @BeforeEach
    void publish_a_story() {
        publish(event(timeline, "report", "report.issued"), """
                {"occurred":"2022-08-04","title":"A <b>report</b> & more","summary":"=2+2; a, long \\"one\\"\\nsecond line %s",
                 "actors":[{"name":"Oksana Pokalchuk","kind":"person"}],"status":"confirmed","tags":["outcry, loud"],
                 "places":[{"name":"Kyiv","latitude":50.45,"longitude":30.52}],"language":"en",
                 "media":[{"url":"javascript:alert(2)","kind":"image"},
                  {"url":"https://news.example.org/list.pdf","kind":"document","alt":"The <i>list</i>"},
                  {"url":"https://news.example.org/b.png?w=5","kind":"image","alt":"A bridge","caption":"The <b>bridge</b>",
                   "credit":"Ann Lee","licence":"CC BY 4.0"}],
                 "sources":[{"url":"javascript:alert(1)"},{"url":"https://news.example.org/a?b=1&c=2"}]}""".formatted("звіт ".repeat(40)));
        publish(event(timeline, "hour", "statement.made"), """
                {"occurred":"2022-08-04T09:30:00Z","title":"A statement",
                 "places":[{"name":"Kyiv","latitude":50.45,"longitude":30.52},{"name":"Lviv","latitude":49.8,"longitude":24}]}""");
        publish(event(timeline, "open", "work.began"), data("../2022", "Work began"));
        publish(event(timeline, "twice", "report.issued"), data("2022-08", "Entered twice"));
        publish(
                with(event(timeline, "twice-gone", "desk.note"), "ce_retracts", "twice"),
                "{\"reason\":\"Twice & wrong\"}");
        publish(
                with(event(timeline, "hour-2", "statement.made"), "ce_corrects", "hour"),
                data("2022-08-04T09:31:00Z", "A statement, a minute later"));
        Awaitility.await()
                .untilAsserted(() -> given().get("/v1/timelines/" + timeline)
                        .then()
                        .statusCode(200)
                        .body("sequence", equalTo(6)));
    }

    @Test
    void is_an_atom_feed_with_tombstones() throws Exception {
        String xml = export("?format=atom")
                .contentType("application/atom+xml")
                .extract()
                .asString();

        Feed feed = (Feed) new WireFeedInput().build(new StringReader(xml));
        assertEquals(timeline, feed.getTitle());
        assertEquals(
                List.of("A statement, a minute later", "Work began", "A <b>report</b> & more")
                        .size(),
                feed.getEntries().size());
        Entry corrected = feed.getEntries().get(0);
        assertEquals("A statement, a minute later", corrected.getTitle());
        Entry report = feed.getEntries().stream()
                .filter(entry -> entry.getTitle().startsWith("A <b>"))
                .findFirst()
                .orElseThrow();
        assertTrue(report.getId().startsWith("urn:uuid:"));
        assertTrue(report.getSummary().getValue().startsWith("4 August 2022. =2+2; a, long"));
        assertEquals("/desk/kyiv", report.getAuthors().get(0).getName());
        assertTrue(report.getOtherLinks().stream()
                .map(Link::getHref)
                .anyMatch("https://news.example.org/a?b=1&c=2"::equals));
        assertEquals(
                List.of(
                        "https://news.example.org/list.pdf application/pdf",
                        "https://news.example.org/b.png?w=5 image/png"),
                report.getOtherLinks().stream()
                        .filter(link -> link.getRel().equals("enclosure"))
                        .map(link -> link.getHref() + " " + link.getType())
                        .toList());
        assertFalse(xml.contains("href=\"javascript:"), xml);
        assertTrue(xml.contains("<at:comment>Twice &amp; wrong</at:comment>"), xml);
    }

    @Test
    void is_a_json_feed_in_pages() {
        String next = export("?format=jsonfeed&limit=2")
                .contentType("application/feed+json")
                .body("version", equalTo("https://jsonfeed.org/version/1.1"), "title", equalTo(timeline))
                .body("items", hasSize(2), "items[0].title", equalTo("A statement, a minute later"))
                .body("items[0].id", startsWith("urn:uuid:"), "items[0]._annals.revision", equalTo(2))
                .body("items[0].content_text", equalTo("4 August 2022, 09:31 UTC."))
                .extract()
                .path("next_url");

        given().urlEncodingEnabled(false).get(next).then().body("items", hasSize(1), "next_url", nullValue());
    }

    @Test
    void has_attachments_in_a_json_feed() {
        export("?format=jsonfeed")
                .body("items[2].image", equalTo("https://news.example.org/b.png?w=5"))
                .body("items[2].attachments.mime_type", contains("application/pdf", "image/png"))
                .body("items[2].attachments[1].title", equalTo("The <b>bridge</b>"))
                .body("items[2]._annals.data.media[2].licence", equalTo("CC BY 4.0"));
    }

    @ParameterizedTest
    @CsvSource({
        "format=jsonfeed&limit=2, json-feed-1.1",
        "format=jsonfeed&retracted=include, json-feed-1.1",
        "format=geojson, geojson",
        "format=geojson&retracted=include&asOf=2100-01-01T00:00:00Z, geojson",
    })
    void keeps_to_the_schema_of_its_form(String query, String schema) throws IOException {
        String json = export("?" + query).extract().asString();

        try (InputStream in = requireNonNull(getClass().getResourceAsStream("/schemas/" + schema + ".json"))) {
            Schema read =
                    SchemaRegistry.withDialect(Dialects.getDraft202012()).getSchema(new ObjectMapper().readTree(in));
            assertEquals(List.of(), read.validate(new ObjectMapper().readTree(json)), json);
        }
    }

    @Test
    void is_a_calendar() throws Exception {
        String text = export("?format=icalendar&retracted=include")
                .contentType("text/calendar")
                .extract()
                .asString();

        Calendar calendar = new CalendarBuilder().build(new StringReader(text));
        assertTrue(
                calendar.validate().getEntries().isEmpty(),
                () -> calendar.validate().toString());
        List<VEvent> events = calendar.getComponents("VEVENT");
        assertEquals(3, events.size());
        VEvent report = events.stream()
                .filter(event -> event.getSummary().getValue().startsWith("A <b>"))
                .findFirst()
                .orElseThrow();
        assertTrue(report.getDescription().getValue().contains("a, long \"one\"\nsecond line звіт"));
        assertEquals("20220804", report.getDateTimeStart().getValue());
        assertEquals("20220805", report.getDateTimeEnd().getValue());
        assertTrue(text.lines().allMatch(line -> line.getBytes(java.nio.charset.StandardCharsets.UTF_8).length <= 75));
        assertTrue(text.contains("STATUS:CANCELLED"));
        assertEquals(
                List.of("https://news.example.org/list.pdf", "https://news.example.org/b.png?w=5"),
                report.getProperties("ATTACH").stream().map(Property::getValue).toList());
    }

    @Test
    void is_a_table_that_no_spreadsheet_runs() throws Exception {
        String csv = export("?format=csv").contentType("text/csv").extract().asString();

        try (MappingIterator<Map<String, String>> rows = new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(csv)) {
            List<Map<String, String>> all = rows.readAll();
            assertEquals(3, all.size());
            Map<String, String> report = all.get(1);
            assertEquals("A <b>report</b> & more", report.get("title"));
            assertTrue(String.valueOf(report.get("summary")).startsWith("'=2+2; a, long \"one\"\n"));
            assertEquals("50.45", report.get("latitude"));
            assertEquals("2022-08-04", report.get("occurred"));
        }
    }

    @Test
    void is_a_map() {
        export("?format=geojson")
                .contentType("application/geo+json")
                .body("type", equalTo("FeatureCollection"), "features", hasSize(3))
                .body("features.find { it.properties.title.startsWith('A <b>') }.geometry.type", equalTo("Point"))
                .body(
                        "features.find { it.properties.title.startsWith('A <b>') }.geometry.coordinates",
                        contains(30.52f, 50.45f))
                .body("features.find { it.properties.title == 'Work began' }.geometry", nullValue());
        export("?format=geojson&asOf=2022-01-01T00:00:00Z").body("features", hasSize(0));
    }

    @Test
    void is_a_timeline_of_timelinejs_without_markup() {
        export("?format=timelinejs")
                .body("title.text.headline", equalTo(timeline), "events", hasSize(3))
                .body("events[0].start_date.year", equalTo(2022), "events[0].display_date", equalTo("until 2022"))
                .body("events[2].start_date.hour", equalTo(9))
                .body("events[1].text.headline", equalTo("A &lt;b&gt;report&lt;/b&gt; &amp; more"))
                .body("events[1].start_date.day", equalTo(4), "events[1].end_date", nullValue())
                .body("events.group", everyItem(nullValue()))
                .body("events[1].media.url", equalTo("https://news.example.org/b.png?w=5"))
                .body("events[1].media.caption", equalTo("The &lt;b&gt;bridge&lt;/b&gt;"))
                .body("events[1].media.credit", equalTo("Ann Lee, CC BY 4.0"))
                .body(
                        "events[1].text.text",
                        containsString(
                                "<a href=\"https://news.example.org/list.pdf\">The &lt;i&gt;list&lt;/i&gt;</a>"));
    }

    @ParameterizedTest
    @CsvSource({
        "2022, '{year=2022}', ",
        "2022/2023, '{year=2022}', '{year=2023}'",
        "202X, '{year=2020}', '{year=2029}'",
        "2022-08, '{year=2022, month=8}', ",
        "2022-08/2022-09-03, '{year=2022, month=8, day=1}', '{year=2022, month=9, day=3}'",
        "2022-22, '{year=2022, month=6}', '{year=2022, month=8}'",
        "-0043-03-15, '{year=-44, month=3, day=15}', ",
        "2022-08-04T09:30:00+03:00, '{year=2022, month=8, day=4, hour=9, minute=30, second=0}', ",
        "2022-08-04T23:30:00, '{year=2022, month=8, day=4, hour=23, minute=30, second=0}', ",
        "2022-08-04T00:00:00, '{year=2022, month=8, day=4, hour=0, minute=0, second=0}', ",
    })
    void sends_a_date_to_timelinejs_as_exactly_as_it_is_known(String occurred, String start, @Nullable String end) {
        String dated = story(1, data(occurred, "Dated"));

        JsonPath slides = given().get("/v1/timelines/" + dated + "/events?format=timelinejs")
                .jsonPath();
        assertEquals(start, slides.getMap("events[0].start_date").toString());
        assertEquals(
                end,
                end == null
                        ? slides.get("events[0].end_date")
                        : slides.getMap("events[0].end_date").toString());
    }

    @Test
    void groups_few_types_in_timelinejs() {
        String grouped = "story-" + UUID.randomUUID();
        for (int i = 0; i < 6; i++) {
            publish(
                    event(grouped, "e" + i, i < 2 ? "report.issued" : "note.made"),
                    data("2022-08-0" + (i + 1), "Note"));
        }
        awaitSequence(grouped, 6);

        given().get("/v1/timelines/" + grouped + "/events?format=timelinejs")
                .then()
                .body("events[0].group", equalTo("Report issued"), "events[5].group", equalTo("Note made"));
    }

    @Test
    void leaves_local_times_local_in_a_calendar() {
        String local = story(1, data("2022-08-04T09:30:00/2022-08-04T10:00:00", "Local"));

        String text = given().get("/v1/timelines/" + local + "/events?format=icalendar")
                .asString();

        assertTrue(text.contains("\r\nDTSTART:20220804T093000\r\nDTEND:20220804T100000\r\n"), text);
    }

    @Test
    void is_found_by_the_words_about_its_media() {
        String found = story(1, """
                {"occurred":"2022","title":"T","media":[{"url":"https://example.org/a","alt":"viaduct","caption":"canal"}]}""");

        for (String word : List.of("viaduct", "canal")) {
            given().get("/v1/timelines/" + found + "/events?q=" + word).then().body("items", hasSize(1));
        }
    }

    private static String story(int count, String data) {
        String name = "story-" + UUID.randomUUID();
        publish(event(name, "e", "note.made"), data);
        awaitSequence(name, count);
        return name;
    }

    private static void awaitSequence(String name, int sequence) {
        Awaitility.await()
                .untilAsserted(() -> given().get("/v1/timelines/" + name)
                        .then()
                        .statusCode(200)
                        .body("sequence", equalTo(sequence)));
    }

    /** Read by a processor of JSON-LD, for which the context of schema.org stands here as far as it matters. */
    @Test
    void is_linked_data_that_a_processor_reads() throws Exception {
        String document = given().accept("application/ld+json")
                .get("/v1/timelines/" + timeline + "/events")
                .asString();
        JsonLdOptions options = new JsonLdOptions((url, loading) -> {
            assertEquals(URI.create("https://schema.org"), url);
            return JsonDocument.of(new StringReader("{\"@context\": {\"@vocab\": \"https://schema.org/\"}}"));
        });

        JsonArray events = JsonLd.expand(JsonDocument.of(new StringReader(document)))
                .options(options)
                .get();

        assertEquals(3, events.size());
        JsonObject report = events.getJsonObject(1);
        assertEquals("https://schema.org/Event", report.getJsonArray("@type").getString(0));
        assertTrue(URI.create(report.getString("@id")).isAbsolute());
        for (String term : List.of("name", "url", "startDate", "endDate", "location", "contributor", "citation")) {
            assertEquals(1, report.getJsonArray("https://schema.org/" + term).size(), term);
        }
        JsonObject place = report.getJsonArray("https://schema.org/location").getJsonObject(0);
        assertEquals(Set.of("@type", "https://schema.org/name", "https://schema.org/geo"), place.keySet());
    }

    @Test
    void is_linked_data() {
        given().accept("application/ld+json")
                .get("/v1/timelines/" + timeline + "/events")
                .then()
                .contentType("application/ld+json")
                .body("'@context'", equalTo("https://schema.org"), "'@graph'", hasSize(3))
                .body("'@graph'[1].'@type'", equalTo("Event"), "'@graph'[1].contributor[0].'@type'", equalTo("Person"))
                .body("'@graph'[1].location[0].geo.latitude", equalTo("50.45"));
    }

    @Test
    void is_the_cloud_events_that_made_it() throws Exception {
        String lines = export("?format=cloudevents")
                .contentType("application/x-ndjson")
                .extract()
                .asString();

        ObjectMapper mapper = new ObjectMapper();
        List<String> ids = lines.lines()
                .map(line -> {
                    try {
                        return mapper.readTree(line).path("id").asText();
                    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
        assertEquals(List.of("report", "hour", "open", "twice", "twice-gone", "hour-2"), ids);
        assertEquals(
                2L,
                export("?format=cloudevents&type=statement.*")
                        .extract()
                        .asString()
                        .lines()
                        .count());
    }

    @Test
    void comes_whole_however_long_it_is() {
        String long_ = "story-" + UUID.randomUUID();
        for (int i = 0; i < 1203; i++) {
            publish(event(long_, "e" + i, "note.made"), data("2022-08-04", "Note " + i));
        }
        Awaitility.await()
                .untilAsserted(() -> given().get("/v1/timelines/" + long_)
                        .then()
                        .statusCode(200)
                        .body("sequence", equalTo(1203)));

        String csv =
                given().get("/v1/timelines/" + long_ + "/events?format=csv").asString();
        assertEquals(1204, csv.lines().count());
        assertEquals(
                1203,
                given().get("/v1/timelines/" + long_ + "/events?format=cloudevents")
                        .asString()
                        .lines()
                        .count());
    }

    /** More readers than there are connections to the database, each of an answer that no buffer takes whole. */
    @ParameterizedTest
    @ValueSource(strings = {"cloudevents", "csv"})
    void holds_no_connection_while_a_reader_takes_nothing(String format) throws Exception {
        String large = "story-" + UUID.randomUUID();
        String summary = "a long text ".repeat(800);
        for (int i = 0; i < 900; i++) {
            publish(event(large, "e" + i, "note.made"), """
                    {"occurred":"2022-08-04","title":"Note %d","summary":"%s"}""".formatted(i, summary));
        }
        Awaitility.await()
                .untilAsserted(() -> given().get("/v1/timelines/" + large)
                        .then()
                        .statusCode(200)
                        .body("sequence", equalTo(900)));
        List<Socket> readers = new ArrayList<>();
        try {
            for (int i = 0; i < CONNECTIONS + 10; i++) {
                Socket reader = new Socket();
                readers.add(reader);
                reader.setReceiveBufferSize(4096);
                reader.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), RestAssured.port));
                String request = "GET /v1/timelines/" + large + "/events?format=" + format
                        + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
                reader.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
                // The answer has begun.
                assertEquals('H', reader.getInputStream().read());
            }

            given().get("/v1/timelines/" + timeline + "/events").then().statusCode(200);
        } finally {
            for (Socket reader : readers) {
                reader.close();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "application/feed+json, application/feed+json",
        "text/calendar;q=0.5, text/calendar",
        "'text/html,application/xhtml+xml,*/*;q=0.8', application/json",
        "application/*, application/json",
    })
    void is_what_is_accepted(String accept, String type) {
        given().header("Accept", accept)
                .get("/v1/timelines/" + timeline + "/events")
                .then()
                .statusCode(200)
                .contentType(startsWith(type))
                .header("Vary", containsString("Accept"));
    }

    @Test
    void is_not_what_is_not_offered() {
        given().accept("image/png")
                .get("/v1/timelines/" + timeline + "/events")
                .then()
                .statusCode(406);
        given().get("/v1/events?format=pdf").then().statusCode(400).body("detail", containsString("icalendar"));
    }

    @Test
    void is_not_sent_again_in_the_same_form() {
        String tag = export("?format=csv").extract().header("ETag");

        given().header("If-None-Match", tag)
                .get("/v1/timelines/" + timeline + "/events?format=csv")
                .then()
                .statusCode(304);
        export("?format=atom").header("ETag", not(tag));
    }

    private ValidatableResponse export(String query) {
        return given().get("/v1/timelines/" + timeline + "/events" + query)
                .then()
                .statusCode(200);
    }
}
