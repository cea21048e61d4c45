// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.data;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.annals.timeline.Topic.publishAll;
import static org.annals.timeline.Topic.with;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.annals.local.InfrastructureTestResource;
import org.annals.timeline.event.EventId;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pages as they are without script. */
@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class PageTest {

    private static final String STORY = "page-" + UUID.randomUUID();

    private static final String HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>";

    @BeforeAll
    static void publish_a_story() {
        publish(event(STORY, "report", "report.issued"), """
                {"occurred":"2022-08-03","title":"A report was issued","summary":"It faults an army","language":"en",
                 "actors":[{"name":"Oksana Pokalchuk","role":"speaker"}],"status":"reported","tags":["outcry"]}""");
        await_another_recorded_time();
        publish(with(event(STORY, "report-2", "report.issued"), "ce_corrects", "report"), """
                {"occurred":"2022-08-04","title":"A long report was issued","summary":"It faults an army","language":"en",
                 "actors":[{"name":"Oksana Pokalchuk","role":"speaker"}],"status":"confirmed","tags":["outcry"]}""");
        await_another_recorded_time();
        publish(event(STORY, "hostile", "note.made"), """
                {"occurred":"2022-08","title":"%1$s","summary":"</p>%1$s","language":"en\\" onload=\\"alert(3)",
                 "sources":[{"url":"javascript:alert(4)","title":"%1$s"},{"url":"https://news.example.org/a","archivedUrl":"data:text/html,x"}],
                 "quotes":[{"text":"%1$s","speaker":"S","url":"JavaScript:alert(5)"}],
                 "actors":[{"name":"%1$s","uri":"vbscript:x"}],"tags":["\\"><b>"],
                 "links":[{"rel":"caused-by","id":"report","claimedBy":"%1$s"}]}""".formatted(HOSTILE));
        publish(event(STORY, "odd", "odd.shapes"), """
                {"occurred":"2023","title":"Odd shapes","tags":"none","actors":{"name":"x"},"places":[7],"status":5,"links":[3],
                 "translations":[1],"sources":[4,{"url":4}],"quotes":"no","sensitivity":"graphic"}""");
        publish(event(STORY, "gone", "note.made"), data("2022-08-05", "Entered twice"));
        publish(with(event(STORY, "gone-2", "note.made"), "ce_retracts", "gone"), "{\"reason\":\"It was a mistake\"}");
    }

    /** What is recorded within a millisecond was known at once. */
    private static void await_another_recorded_time() {
        long now = System.currentTimeMillis();
        Awaitility.await().until(() -> System.currentTimeMillis() > now);
    }

    @BeforeEach
    void await_the_story() {
        Awaitility.await()
                .untilAsserted(() -> given().get("/v1/timelines/" + STORY)
                        .then()
                        .statusCode(200)
                        .body("sequence", equalTo(6)));
    }

    @Test
    void lists_timelines() {
        page("/").body(containsString("href=\"/timelines/" + STORY + "\""));
    }

    @Test
    void reads_without_script() {
        timeline("")
                .body(containsString("A long report was issued"))
                .body(containsString("some time in August 2022"))
                .body(containsString("<time datetime=\"2022-08-04\">4 August 2022</time>"))
                .body(containsString("Confirmed"))
                .body(not(containsString("Entered twice")));
    }

    @Test
    void shows_what_a_correction_struck_out_and_put_in() {
        timeline("")
                .body(containsString("<del>3 August 2022</del><ins>4 August 2022</ins>"))
                .body(containsString("A<ins> long</ins> report was issued"));
    }

    @Test
    void shows_what_was_withdrawn_when_asked() {
        timeline("?retracted=include")
                .body(containsString("<del>Entered twice</del>"), containsString("It was a mistake"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?tag=outcry | A long report was issued | Odd shapes",
                "?q=report&from=2022-08-04&to=2022-08-04 | A long report was issued | Odd shapes",
                "?from=2023 | Odd shapes | A long report was issued",
                "?q=nothing-like-it | Nothing is found | A long report was issued",
            })
    void filters_as_the_api_does(String query, String shown, String hidden) {
        timeline(query).body(containsString(shown), not(containsString(hidden)));
    }

    @Test
    void opens_the_filters_where_more_than_words_are_given() {
        timeline("?q=report").body(containsString("<details class=\"more\">"));
        timeline("?q=report&tag=outcry").body(containsString("<details class=\"more\" open>"));
    }

    @Test
    void drops_what_a_form_sends_for_fields_that_were_left_empty() {
        given().redirects()
                .follow(false)
                .get("/timelines/" + STORY + "?q=&tag=outcry&from=&asOf=2022-08-04T12:00")
                .then()
                .statusCode(303)
                .header("Location", containsString("/timelines/" + STORY + "?"))
                .header("Location", containsString("tag=outcry"))
                .header("Location", containsString("asOf=2022-08-04T12%3A00Z"))
                .header("Location", not(containsString("q=")));
    }

    @Test
    void goes_forward_and_back_by_links() {
        String first = timeline("?limit=1").extract().asString();
        String second = page(link(first, "next")).extract().asString();
        String third = page(link(second, "next")).extract().asString();
        String secondAgain = page(link(third, "prev")).extract().asString();

        assertEquals(entries(second), entries(secondAgain));
        assertEquals(
                entries(first), entries(page(link(second, "prev")).extract().asString()));
        assertTrue(!first.contains("rel=\"prev\""), first);
    }

    @Test
    void shows_a_timeline_as_it_was_known() {
        String first = given().get("/v1/timelines/" + STORY + "/changes?limit=1")
                .then()
                .extract()
                .path("items[0].recorded");

        timeline("?asOf=" + first)
                .body(containsString("As known on"))
                .body(containsString("A report was issued"), not(containsString("A long report was issued")));
    }

    @Test
    void gives_each_event_a_page() {
        page(eventPath("report"))
                .body(containsString("A long report was issued"), containsString("First published"))
                .body(containsString("<del>3 August 2022</del>"), containsString("?asOf="));
    }

    @Test
    void tells_on_the_page_of_an_event_what_is_linked_to_it() {
        String led = "Led to <a href=\"" + eventPath("hostile");
        String recorded = given().get("/v1/timelines/" + STORY + "/changes?after=1&limit=1")
                .then()
                .extract()
                .path("items[0].recorded");

        page(eventPath("report")).body(containsString(led), containsString("according to <bdi>&lt;script&gt;"));
        page(eventPath("report") + "?asOf=" + recorded).body(not(containsString("Led to")));
    }

    @Test
    void draws_all_events_on_the_strip_of_each_page() {
        String html =
                timeline("?limit=1&tag=outcry&retracted=include").extract().asString();
        assertTrue(html.contains("data-strip=\"\""), html);
        String strip = strip(timeline("?limit=1&retracted=include").extract().asString());

        page(strip, "application/json")
                .body("events.title", hasItems("A long report was issued", "Odd shapes", "Entered twice"))
                .body(
                        "events.find { it.title == 'Odd shapes' }.address",
                        startsWith("/timelines/" + STORY + "/events/"))
                .body("events.find { it.title == 'Entered twice' }.withdrawn", equalTo(true))
                .body("periods", nullValue());
    }

    @Test
    void draws_very_many_events_by_how_many_there_are_in_each_month() {
        String story = "many-" + UUID.randomUUID();
        List<Map<String, String>> notes = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            notes.add(event(story, "note-" + i, "note.made"));
        }
        publishAll(notes, data("2022-08", "A note"));
        Awaitility.await()
                .untilAsserted(() -> given().get("/v1/timelines/" + story)
                        .then()
                        .statusCode(200)
                        .body("sequence", equalTo(450)));
        String strip = strip(page("/timelines/" + story).extract().asString());

        page(strip, "application/json")
                .body("events", nullValue(), "periods.value", contains("2022-08"), "periods.count", contains(450))
                .body("periods[0].address", equalTo("/timelines/" + story + "?from=2022-08&to=2022-08"))
                .body("periods[0].to", startsWith("2022-08-31T23:59:59"));
    }

    private static String strip(String html) {
        Matcher strip = Pattern.compile("data-strip=\"([^\"]+)\"").matcher(html);
        assertTrue(strip.find(), html);
        return strip.group(1).replace("&amp;", "&");
    }

    @Test
    void answers_410_with_the_reason_for_what_was_withdrawn() {
        given().get(eventPath("gone"))
                .then()
                .statusCode(410)
                .contentType("text/html")
                .body(containsString("It was a mistake"), containsString("Entered twice"));
    }

    @Test
    void never_lets_text_become_markup_nor_sends_readers_off_the_web() {
        for (String path : List.of("/timelines/" + STORY, eventPath("hostile"), "/embed/" + STORY)) {
            String html = page(path).extract().asString();
            assertTrue(html.contains("&lt;script&gt;alert(1)"), html);
            assertTrue(!html.contains("<script>alert") && !html.contains("<img") && !html.contains("\"><b>"), html);
            assertTrue(
                    !Pattern.compile("(href|src)=\"(?!/|https://|#)")
                            .matcher(html)
                            .find(),
                    html);
            assertTrue(!html.contains("onload=\""), html);
        }
    }

    @Test
    void tells_problems_to_people_as_pages_and_to_programs_as_problems() {
        String browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

        for (String path :
                List.of("/timelines/none", "/nowhere", eventPath("none"), "/timelines/" + STORY + "?from=x")) {
            given().accept(browser)
                    .get(path)
                    .then()
                    .statusCode(path.endsWith("x") ? 400 : 404)
                    .contentType("text/html")
                    .header("Content-Security-Policy", containsString("default-src 'none'"))
                    .body(containsString("<h1>"));
        }
        given().get("/timelines/none").then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void allows_nothing_foreign_and_frames_only_for_embeds() {
        page("/timelines/" + STORY)
                .header("Content-Security-Policy", startsWith("default-src 'none'; script-src 'self';"))
                .header("Content-Security-Policy", containsString("frame-ancestors 'none'"))
                .header("X-Content-Type-Options", "nosniff");
        page("/embed/" + STORY).header("Content-Security-Policy", containsString("frame-ancestors *"));
    }

    @Test
    void answers_304_until_something_is_stored() {
        for (String path : List.of("/", "/timelines/" + STORY, eventPath("report"), "/embed/" + STORY)) {
            String tag = page(path).extract().header("ETag");

            given().header("If-None-Match", tag).get(path).then().statusCode(304);
        }
    }

    @Test
    void serves_styles_and_scripts_to_be_kept_for_ever() {
        String html = timeline("").extract().asString();
        Matcher assets = Pattern.compile("(?:href|src)=\"(/assets/[^\"]+)\"").matcher(html);
        List<String> paths = new ArrayList<>();
        while (assets.find()) {
            paths.add(assets.group(1));
        }

        assertEquals(6, paths.size(), paths::toString);
        for (String path : paths) {
            given().get(path).then().statusCode(200).header("Cache-Control", containsString("immutable"));
        }
    }

    private static String eventPath(String id) {
        return "/timelines/" + STORY + "/events/" + EventId.of(STORY, Topic.SOURCE, id);
    }

    private static ValidatableResponse timeline(String query) {
        return page("/timelines/" + STORY + query);
    }

    private static ValidatableResponse page(String path) {
        return page(path, "text/html;charset=utf-8");
    }

    private static ValidatableResponse page(String path, String type) {
        return given().urlEncodingEnabled(false)
                .get(path)
                .then()
                .statusCode(200)
                .contentType(startsWith(type));
    }

    private static String link(String html, String relation) {
        Matcher link =
                Pattern.compile("rel=\"" + relation + "\" href=\"([^\"]+)\"").matcher(html);
        assertTrue(link.find(), html);
        return link.group(1).replace("&amp;", "&");
    }

    private static List<String> entries(String html) {
        Matcher entry =
                Pattern.compile("<li class=\"entry[^>]* id=\"([^\"]+)\"").matcher(html);
        List<String> entries = new ArrayList<>();
        while (entry.find()) {
            entries.add(entry.group(1));
        }
        return entries;
    }
}
