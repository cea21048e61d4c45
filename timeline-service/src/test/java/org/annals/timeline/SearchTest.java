// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.annals.timeline.Topic.with;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.local.InfrastructureTestResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class SearchTest {

    private static final String STORY = "story-" + UUID.randomUUID();

    private final String timeline = "story-" + UUID.randomUUID();

    @BeforeAll
    static void publish_a_story() {
        publish(event(STORY, "report", "report.issued"), """
                {"occurred":"2022-08-04","title":"A report was issued","summary":"It faults an army","language":"en",
                 "actors":[{"name":"Oksana Pokalchuk","uri":"https://example.org/Q1"},{"name":"Armée Française"}],
                 "places":[{"name":"Kyiv","latitude":50.45,"longitude":30.52},{"name":"Suva","latitude":-18,"longitude":178}],
                 "sources":[{"url":"https://www.News.example.org/a"},{"url":"no url at all"}],
                 "status":"confirmed","tags":["Outcry","back\\\\slash 'quoted'"],"sensitivity":["graphic"],
                 "translations":{"uk":{"title":"Видано звіт"}},
                 "quotes":[{"speaker":"A witness","text":"We heard the sirens"}]}""");
        publish(event(STORY, "resigned", "director.resigned"), """
                {"occurred":"2022-08-05","title":"The director resigned","language":"en-GB",
                 "actors":[{"name":"Oksana Pokalchuk"}],"status":"reported","tags":["outcry","office"],
                 "places":[{"name":"Lviv","latitude":49.84,"longitude":24.03}]}""");
        publish(event(STORY, "deputy", "director.deputy.appointed"), """
                {"occurred":"2022-09","title":"A deputy was appointed","language":"de","status":"reported"}""");
        publish(event(STORY, "odd", "odd.shapes"), """
                {"occurred":"2023","title":"Report of odd shapes","tags":"none","actors":{"name":"x"},"places":[7,{"latitude":"a"}],
                 "status":5,"translations":[1],"sources":[{"url":4}],"language":["en"]}""");
    }

    @BeforeEach
    void await_the_story() {
        awaitSequence(STORY, 4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type=director.* | resigned deputy",
                "type=director.*.appointed | deputy",
                "type=*.resigned | resigned",
                "type=*.* | report resigned deputy odd",
                "type=*.*.* | deputy",
                "type=*.deputy | ",
                "type=report.issued&type=director.deputy.* | report deputy",
                "actor=oksana  POKALCHUK | report resigned",
                "actor=https://example.org/Q1 | report",
                "actor=Oksana | ",
                "place=kyiv | report",
                "bbox=22,44,40,52.5 | report resigned",
                "bbox=22,44,27,52.5 | resigned",
                "bbox=170,-30,-170,0 | report",
                "bbox=60,40,100,60 | ",
                "tag=outcry | report resigned",
                "tag=back\\slash 'quoted' | report",
                "tag=outcry&status=reported | resigned",
                "status=reported&status=confirmed | report resigned deputy",
                "source=example.org | report",
                "source=news.example.org | report",
                "source=other.org | ",
                "language=en | report resigned",
                "language=en-GB | resigned",
                "language=uk | report",
                "without=graphic | resigned deputy odd",
                "without=graphic&tag=outcry | resigned",
                "q=report | report odd",
                "q=reports | report odd",
                "q=звіт | report",
                "q=sirens witness | report",
                "q=\"director resigned\" | resigned",
                "q=\"resigned director\" | ",
                "q=report -shapes | report",
                "q=shapes or resigned | resigned odd",
                "q=pokalchik | report resigned",
                "q=report -pokalchik | report odd",
                "q=report -pokalchuk | odd",
                "q=report -\"oksana pokalchik\" | report odd",
                "q=report -\"oksana pokalchuk\" | odd",
                "q=report -shapes -pokalchik | report",
                "q=shapes or pokalchik -director | report odd",
                "q=pokalchik -pokalchik | report resigned",
                "q=shapes -reports | ",
                "q=\"oksana pokalchik\" | report resigned",
                "q=pokal-chik -'pokalchuk' | ",
                "q=-pokalchik | report resigned deputy odd",
                "q=pokalchik resigning | resigned",
                "q=armee | report",
                "q=!!! | ",
                "q=' | ",
                "q=report&to=2022 | report",
                "q=report&tag=outcry&actor=oksana pokalchuk&type=report.*&bbox=22,44,40,52.5&from=2022&to=2022 | report",
            })
    void finds_events_by(String query, String ids) {
        assertEquals(ids == null ? "" : ids, ids(list(STORY, query)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "order=-occurred | odd deputy resigned report",
                "order=recorded | report resigned deputy odd",
                "order=-recorded | odd deputy resigned report",
                "order=-occurred&from=2022-08-05&to=2022-09-10 | deputy resigned",
                "order=recorded&from=2022-08-05&to=2022-09-10 | resigned deputy",
            })
    void orders_events_and_pages_through_them(String query, String ids) {
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonPath page = list(STORY, query + "&limit=1" + cursor).extract().jsonPath();
            seen.addAll(page.getList("items.id", String.class));
            cursor = page.getString("next") == null ? "" : "&cursor=" + page.getString("next");
        } while (!cursor.isEmpty());

        // What was recorded in the same millisecond comes in the order of its identifiers.
        List<String> expected = new ArrayList<>(List.of(ids.split(" ", -1)));
        if (query.contains("recorded")) {
            expected.sort(null);
            seen.sort(null);
        }
        assertEquals(expected, seen);
    }

    @Test
    void ranks_what_has_the_words_in_its_title_first_and_pages_by_rank() {
        publish(event(timeline, "summary", "note.made"), """
                {"occurred":"2022","title":"A note","summary":"It is about a hearing"}""");
        publish(event(timeline, "title", "note.made"), "{\"occurred\":\"2023\",\"title\":\"A hearing\"}");
        publish(event(timeline, "quote", "note.made"), """
                {"occurred":"2021","title":"A talk","quotes":[{"text":"There will be a hearing"}]}""");
        awaitSequence(timeline, 3);

        String next = list(timeline, "q=hearing&order=relevance&limit=2")
                .body("items.id", contains("title", "summary"))
                .extract()
                .path("next");
        list(timeline, "q=hearing&order=relevance&limit=2&cursor=" + next)
                .body("items.id", contains("quote"), "next", nullValue());
    }

    @Test
    void searches_all_timelines() {
        publish(event(timeline, "other", "report.issued"), "{\"occurred\":\"2022\",\"title\":\"Zyzzyva\"}");
        awaitSequence(timeline, 1);

        given().get("/v1/events?q=zyzzyva&from=2022&to=2022")
                .then()
                .statusCode(200)
                .body("items.timeline", contains(timeline));
    }

    @Test
    void shows_a_timeline_as_it_was_known() {
        publish(event(timeline, "a", "report.issued"), "{\"occurred\":\"2022-08-04\",\"title\":\"First words\"}");
        awaitSequence(timeline, 1);
        String first = recorded(1);
        publish(
                with(event(timeline, "a2", "report.corrected"), "ce_corrects", "a"),
                "{\"occurred\":\"2022-08-03\",\"title\":\"Second words\"}");
        publish(event(timeline, "b", "report.issued"), "{\"occurred\":\"2022-08-05\",\"title\":\"Another\"}");
        awaitSequence(timeline, 3);
        String third = recorded(3);
        publish(with(event(timeline, "a3", "report.issued"), "ce_retracts", "a"), "{\"reason\":\"Wrong\"}");
        awaitSequence(timeline, 4);

        list(timeline, "asOf=" + first)
                .body("items.data.title", contains("First words"), "items.revision", contains(1))
                .body("items.sequence", contains(1));
        list(timeline, "asOf=" + third)
                .body("items.data.title", contains("Second words", "Another"))
                .body("items.type", contains("report.corrected", "report.issued"));
        list(timeline, "asOf=" + third + "&q=first").body("items", hasSize(0));
        list(timeline, "asOf=2022-08-04T12:00:00Z").body("items", hasSize(0));
        list(timeline, "").body("items.id", contains("b"));
        list(timeline, "retracted=include&q=second").body("items.id", contains("a"), "items.revision", contains(3));
    }

    @Test
    void tells_what_each_revision_changed() {
        publish(event(timeline, "a", "report.issued"), """
                {"occurred":"2022-08-04","title":"A title","tags":["one","two"]}""");
        publish(with(event(timeline, "a2", "report.issued"), "ce_corrects", "a"), """
                {"occurred":"2022-08-05","title":"A title","tags":["two"],"status":"confirmed"}""");
        publish(with(event(timeline, "a3", "report.issued"), "ce_retracts", "a"), "{\"reason\":\"Wrong\"}");
        awaitSequence(timeline, 3);
        String eventId = list(timeline, "retracted=include").extract().path("items[0].eventId");

        given().get("/v1/events/" + eventId + "/revisions")
                .then()
                .statusCode(200)
                .body("items.revision", contains(1, 2, 3), "items.retracted", contains(false, false, true))
                .body("items[0].changes", nullValue(), "items[2].changes", nullValue())
                .body("items[2].data.reason", equalTo("Wrong"))
                .body("items[1].changes", hasSize(3))
                .body(
                        "items[1].changes",
                        hasItem(Map.of(
                                "op",
                                "replace",
                                "path",
                                "/occurred",
                                "fromValue",
                                "2022-08-04",
                                "value",
                                "2022-08-05")))
                .body("items[1].changes", hasItem(Map.of("op", "remove", "path", "/tags/0", "value", "one")))
                .body("items[1].changes", hasItem(Map.of("op", "add", "path", "/status", "value", "confirmed")));
        given().get("/v1/events/" + UUID.randomUUID() + "/revisions").then().statusCode(404);
    }

    @Test
    void counts_what_a_query_finds() {
        facets(STORY, "")
                .body("total", equalTo(4), "inexact", equalTo(1))
                .body("time.value", contains("2022-08", "2022-09"), "time.count", contains(2, 1))
                .body("status.value", contains("reported", "confirmed"), "status.count", contains(2, 1))
                .body("actor.find { it.value == 'Oksana Pokalchuk' }.count", equalTo(2));
        facets(STORY, "q=report&by=year")
                .body("total", equalTo(2), "time.value", contains("2022", "2023"))
                .body("type.value", contains("odd.shapes", "report.issued"));
        facets(STORY, "by=day&tag=outcry").body("time.value", contains("2022-08-04", "2022-08-05"));
        given().get("/v1/facets?type=odd.shapes").then().statusCode(200).body("type.value", contains("odd.shapes"));
    }

    @Test
    void answers_304_until_something_is_stored() {
        publish(event(timeline, "a", "report.issued"), "{\"occurred\":\"2022\",\"title\":\"One\"}");
        awaitSequence(timeline, 1);
        String tag = list(timeline, "").extract().header("ETag");

        given().header("If-None-Match", tag)
                .get("/v1/timelines/" + timeline + "/events")
                .then()
                .statusCode(304)
                .header("ETag", tag);
        publish(event(timeline, "b", "report.issued"), "{\"occurred\":\"2022\",\"title\":\"Two\"}");
        awaitSequence(timeline, 2);
        given().header("If-None-Match", tag)
                .get("/v1/timelines/" + timeline + "/events")
                .then()
                .statusCode(200)
                .header("ETag", not(tag));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tags=outcry",
                "order=newest",
                "order=relevance",
                "bbox=1,2,3",
                "bbox=1,2,3,nan",
                "bbox=1,20,3,10",
                "bbox=1,2,300,4",
                "asOf=2022",
                "asOf=2022-08-04T12:00:00",
                "tag=",
                "type=&type=a",
            })
    void refuses_what_it_does_not_understand(String query) {
        given().get("/v1/timelines/" + STORY + "/events?" + query)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-parameter"))
                .body("detail", containsString(query.replaceAll("=.*", "")));
    }

    @Test
    void takes_words_that_mean_something_to_the_database() {
        for (String words : List.of("a:*", "a & b", "(", "'; drop table event --", "\\", "\"", "<->", "!", "a | !b")) {
            given().queryParam("q", words)
                    .queryParam("tag", words)
                    .queryParam("type", words + ".*")
                    .get("/v1/events")
                    .then()
                    .statusCode(200);
        }
    }

    private String recorded(int sequence) {
        return given().get("/v1/timelines/" + timeline + "/changes?after=" + (sequence - 1) + "&limit=1")
                .then()
                .extract()
                .path("items[0].recorded");
    }

    private static ValidatableResponse list(String timeline, String query) {
        return given().get("/v1/timelines/" + timeline + "/events" + suffix(query))
                .then()
                .statusCode(200);
    }

    private static ValidatableResponse facets(String timeline, String query) {
        return given().get("/v1/timelines/" + timeline + "/facets" + suffix(query))
                .then()
                .statusCode(200);
    }

    private static String suffix(String query) {
        return query.isEmpty() ? "" : "?" + query;
    }

    private static String ids(ValidatableResponse page) {
        return String.join(" ", page.extract().jsonPath().getList("items.id", String.class));
    }

    private static void awaitSequence(String timeline, int sequence) {
        Awaitility.await()
                .untilAsserted(() -> given().get("/v1/timelines/" + timeline)
                        .then()
                        .statusCode(200)
                        .body("sequence", equalTo(sequence)));
    }
}
