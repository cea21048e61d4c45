// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.AgroalDataSource.FlushMode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.annals.edtf.Edtf;
import org.annals.local.InfrastructureTestResource;
import org.annals.timeline.GeneratedDates.Written;
import org.annals.timeline.event.EventId;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every date that ingest accepts is stored, proved, found and told, in any year. */
@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatesTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** What JavaScript reads: four digits, or a sign and six. */
    private static final Pattern TOLD =
            Pattern.compile("(?!0000)(\\d{4}|[+-]\\d{6})-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");

    /** What stands in the tables for dates that they can't hold. */
    private static final Pattern END_OF_THE_CALENDAR =
            Pattern.compile("(?<![0-9a-f])-(00)?4711-|(?<![0-9])4712 BC|294276-12-31T00:00");

    private final String timeline = "dates-" + UUID.randomUUID();
    private final List<Written> dates = GeneratedDates.all();

    @Inject
    AgroalDataSource connections;

    @BeforeAll
    void publish_an_event_of_each_date() {
        for (int i = 0; i < dates.size(); i++) {
            Written date = dates.get(i);
            Map<String, String> event = Topic.event(timeline, "d" + i, "date.given");
            if (date.isTime()) {
                Topic.publish(Topic.with(event, "ce_time", date.text()), "{\"title\":\"Dated\"}");
            } else {
                Topic.publish(event, Topic.data(date.text(), "Dated"));
            }
        }
    }

    @BeforeEach
    void await_all() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> given().get("/v1/timelines/" + timeline)
                        .then()
                        .statusCode(200)
                        .body("sequence", equalTo(dates.size())));
    }

    @Test
    void is_proved() {
        given().get("/v1/timelines/" + timeline + "/verify")
                .then()
                .statusCode(200)
                .body("broken", nullValue(), "intact", equalTo(true), "sequence", equalTo(dates.size()));
    }

    @Test
    void is_told_as_what_it_means() throws IOException {
        Map<String, JsonNode> told = new HashMap<>();
        for (JsonNode event : events("&order=recorded")) {
            told.put(event.path("id").asText(), event);
        }

        assertEquals(dates.size(), told.size());
        for (int i = 0; i < dates.size(); i++) {
            Written date = dates.get(i);
            JsonNode event = told.get("d" + i);
            Instant earliest = date.isTime()
                    ? Instant.parse(date.text())
                    : Edtf.parse(date.text()).earliest();
            Instant latest = date.isTime() ? earliest : Edtf.parse(date.text()).latest();
            assertTold(date, earliest, event.path("earliest"));
            assertTold(date, latest, event.path("latest"));
        }
    }

    @Test
    void is_in_its_place() throws IOException {
        List<String> ascending = new ArrayList<>();
        List<String> descending = new ArrayList<>();
        events("&order=occurred")
                .forEach(event -> ascending.add(event.path("id").asText()));
        events("&order=-occurred")
                .forEach(event -> descending.add(0, event.path("id").asText()));

        assertEquals(dates.size(), new HashSet<>(ascending).size());
        assertEquals(ascending, descending);
        int year = -5000;
        for (String id : ascending) {
            Written date = dates.get(Integer.parseInt(id.substring(1)));
            Instant earliest = date.isTime()
                    ? Instant.parse(date.text())
                    : Edtf.parse(date.text()).earliest();
            int next = earliest.isBefore(Instant.parse("-4711-01-01T00:00:00Z"))
                    ? -5000
                    : Math.min(earliest.equals(Instant.MAX) ? 294_276 : year(earliest), 294_276);
            assertTrue(next >= year, date.text());
            year = next;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/timelines/{timeline}/events?limit=500",
                "/v1/timelines/{timeline}/events?limit=500&asOf=2100-01-01T00:00:00Z&order=-revised",
                "/v1/timelines/{timeline}/events?limit=500&q=dated&order=relevance",
                "/v1/timelines/{timeline}/events?limit=500&from=-0004-02-29&to=0000-02-29",
                "/v1/timelines/{timeline}/events?format=csv",
                "/v1/timelines/{timeline}/events?format=icalendar",
                "/v1/timelines/{timeline}/events?format=atom&limit=500",
                "/v1/timelines/{timeline}/events?format=jsonfeed&limit=500",
                "/v1/timelines/{timeline}/events?format=geojson",
                "/v1/timelines/{timeline}/events?format=jsonld",
                "/v1/timelines/{timeline}/events?format=timelinejs",
                "/v1/timelines/{timeline}/events?format=cloudevents",
                "/v1/timelines/{timeline}/facets?by=year",
                "/v1/timelines/{timeline}/facets?by=month",
                "/v1/timelines/{timeline}/facets?by=day",
                "/v1/timelines/{timeline}/facets?by=day&type=date.*",
                "/v1/timelines/{timeline}/facets?by=year&asOf=2100-01-01T00:00:00Z",
                "/v1/facets?by=day",
                "/v1/events?type=date.given&limit=500",
                "/v1/timelines/{timeline}/changes?limit=500",
                "/v1/events/{event}",
                "/v1/events/{event}/thread",
                "/v1/events/{event}/revisions",
                "/timelines/{timeline}?limit=500",
                "/timelines/{timeline}?order=-occurred",
                "/timelines/{timeline}/strip",
                "/timelines/{timeline}/events/{event}",
                "/embed/{timeline}?limit=500",
                "/v1/timelines",
            })
    void is_read_in_every_form_on_a_fresh_connection(String path) {
        // A statement that was used before is answered in another form.
        connections.flush(FlushMode.GRACEFUL);

        String address = path.replace("{timeline}", timeline)
                .replace("{event}", EventId.of(timeline, Topic.SOURCE, "d0").toString());
        String answer = given().urlEncodingEnabled(false)
                .get(address)
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertFalse(END_OF_THE_CALENDAR.matcher(answer).find(), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "-0004-02-29, -000004-02-29T00:00:00.000Z, -000004-02-29T23:59:59.999Z",
        "0000, +000000-01-01T00:00:00.000Z, +000000-12-31T23:59:59.999Z",
        "9999-12-31T23:59:59-14:00, +010000-01-01T13:59:59.000Z, +010000-01-01T13:59:59.000Z",
        "Y-170000, -170000-01-01T00:00:00.000Z, -170000-12-31T23:59:59.999Z",
        "Y294277, +294277-01-01T00:00:00.000Z, +294277-12-31T23:59:59.999Z",
        "Y1000000, '', ''",
    })
    void is_a_row_of_a_table(String written, String earliest, String latest) throws IOException {
        String csv =
                given().get("/v1/timelines/" + timeline + "/events?format=csv").asString();

        try (MappingIterator<Map<String, String>> rows = new CsvMapper()
                .readerForMapOf(String.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(csv)) {
            List<Map<String, String>> all = rows.readAll();
            assertEquals(dates.size(), all.size());
            Map<String, String> row = all.stream()
                    .filter(each -> written.equals(each.get("occurred")))
                    .findFirst()
                    .orElseThrow();
            assertEquals(earliest, row.get("earliest"));
            assertEquals(latest, row.get("latest"));
        }
    }

    @Test
    void is_counted_in_a_form_that_can_be_asked_for() throws IOException {
        JsonNode facets = MAPPER.readTree(given().get("/v1/timelines/" + timeline + "/facets?by=day&type=date.*")
                .asString());
        JsonNode years = MAPPER.readTree(
                given().get("/v1/timelines/" + timeline + "/facets?by=year").asString());

        long counted = facets.path("inexact").asLong();
        for (JsonNode time : facets.path("time")) {
            Edtf.parse(time.path("value").asText());
            counted += time.path("count").asLong();
        }
        assertEquals(dates.size(), counted);
        Set<String> values = new HashSet<>();
        years.path("time").forEach(time -> values.add(time.path("value").asText()));
        assertTrue(values.containsAll(List.of("-0004", "0000", "Y10000", "Y275760")), values.toString());
        values.forEach(Edtf::parse);
        given().get("/v1/timelines/" + timeline + "/facets?by=day")
                .then()
                .body("time.value", hasItems("-0004-02-29", "0000-02-29"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-999999999-01-01T00:00:00Z", "+999999999-01-01T00:00:00Z", "-0004-02-29T00:00:00Z"})
    void may_be_asked_for_as_of_any_time(String time) {
        for (String path : List.of("/v1/timelines/" + timeline + "/events", "/timelines/" + timeline)) {
            given().queryParam("asOf", time).get(path).then().statusCode(200);
        }
    }

    @Test
    void of_a_raw_message_in_any_year_is_stored() {
        String raw = "raw-" + UUID.randomUUID();
        Topic.publish(
                Topic.with(Topic.event(raw, "far", "date.given"), "ce_time", "+500000-01-01T00:00:00.1234567Z"),
                "{\"title\":\"Far away\"}");

        Awaitility.await()
                .untilAsserted(() -> given().get("/v1/timelines/" + raw + "/events")
                        .then()
                        .body("items[0].title", nullValue(), "items[0].data.title", equalTo("Far away")));
        given().get("/v1/timelines/" + raw + "/verify").then().body("intact", equalTo(true));
    }

    private static void assertTold(Written date, Instant expected, JsonNode told) {
        boolean endless = expected.equals(Instant.MIN) || expected.equals(Instant.MAX);
        if (endless || Math.abs((long) year(expected)) > 999_999) {
            assertTrue(told.isMissingNode(), date + " is told as " + told);
            return;
        }
        assertTrue(TOLD.matcher(told.asText()).matches(), date + " is told as " + told);
        assertEquals(
                expected.toEpochMilli(),
                OffsetDateTime.parse(told.asText()).toInstant().toEpochMilli(),
                date.text());
    }

    private static int year(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC).getYear();
    }

    /** All events, in pages. */
    private List<JsonNode> events(String query) throws IOException {
        List<JsonNode> events = new ArrayList<>();
        String cursor = "";
        do {
            connections.flush(FlushMode.GRACEFUL);
            JsonNode page =
                    MAPPER.readTree(given().get("/v1/timelines/" + timeline + "/events?limit=100" + query + cursor)
                            .asString());
            page.path("items").forEach(events::add);
            cursor = page.has("next") ? "&cursor=" + page.path("next").asText() : "";
        } while (!cursor.isEmpty());
        return events;
    }
}
