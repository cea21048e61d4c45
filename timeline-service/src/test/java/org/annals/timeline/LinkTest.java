// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.SOURCE;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.annals.timeline.Topic.with;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.annals.local.InfrastructureTestResource;
import org.annals.timeline.event.EventId;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class LinkTest {

    private final String timeline = "story-" + UUID.randomUUID();

    @Test
    void an_event_tells_what_it_is_linked_to_and_what_is_linked_to_it() {
        post("report", 4);
        post("outcry", 5, link("responds-to", "report"), """
                {"rel":"contradicts","id":"report","claimedBy":"A reader"}""");
        post("resigned", 6, link("caused-by", "outcry"));

        awaitSequence(3);
        get("outcry")
                .body("linksTo.rel", contains("responds-to", "contradicts"))
                .body("linksTo.claimedBy", contains(null, "A reader"))
                .body("linksTo.title", contains("report", "report"))
                .body("linksTo[0].eventId", equalTo(eventId("report")))
                .body("linkedFrom.rel", contains("caused-by"))
                .body("linkedFrom[0].eventId", equalTo(eventId("resigned")))
                .body("linkedFrom[0].occurred", equalTo("2022-08-06"));
    }

    @Test
    void a_link_to_what_is_not_there_yet_is_told_without_a_title() {
        post("outcry", 5, link("responds-to", "report"));

        awaitSequence(1);
        get("outcry").body("linksTo[0].eventId", equalTo(eventId("report"))).body("linksTo[0].title", nullValue());
    }

    @Test
    void a_link_leads_to_an_event_of_another_source_and_timeline() {
        String other = "other-" + timeline;
        publish(with(event(other, "report", "report.issued"), "ce_source", "/desk/lviv"), data("report", 4));
        post("outcry", 5, """
                {"rel":"responds-to","id":"report","source":"/desk/lviv","timeline":"%s"}""".formatted(other));

        awaitSequence(1);
        get(EventId.of(other, "/desk/lviv", "report").toString(), "")
                .body("linkedFrom.eventId", contains(eventId("outcry")));
    }

    @Test
    void what_a_correction_or_a_retraction_takes_back_is_no_link_any_more() {
        post("report", 4);
        post("outcry", 5, link("responds-to", "report"));
        post("protest", 5, link("responds-to", "report"));
        publish(with(event(timeline, "outcry-2", "step.taken"), "ce_corrects", "outcry"), data("outcry", 5));
        publish(with(event(timeline, "protest-2", "step.taken"), "ce_retracts", "protest"), "{\"reason\":\"Wrong\"}");

        awaitSequence(5);
        get("report").body("linkedFrom", empty());
    }

    @Test
    void a_thread_follows_responses_and_causes_in_both_directions() {
        post("war", 1);
        post("report", 4, link("caused-by", "war"));
        post("outcry", 5, link("responds-to", "report"));
        post("resigned", 6, link("caused-by", "outcry"));
        post("aside", 7, link("part-of", "report"));

        awaitSequence(5);
        get(eventId("outcry"), "/thread")
                .body("items.id", contains("war", "report", "outcry", "resigned"))
                .body("items.distance", contains(2, 1, 0, 1))
                .body(
                        "links.collect { it.rel + ' ' + it.to }",
                        containsInAnyOrder(
                                "caused-by " + eventId("war"),
                                "responds-to " + eventId("report"),
                                "caused-by " + eventId("outcry")))
                .body("complete", equalTo(true));
    }

    @Test
    void a_thread_ends_where_links_form_a_circle() {
        post("one", 1, link("caused-by", "three"), link("caused-by", "one"));
        post("two", 2, link("caused-by", "one"));
        post("three", 3, link("caused-by", "two"));

        awaitSequence(3);
        get(eventId("two"), "/thread?depth=20")
                .body("items.id", contains("one", "two", "three"))
                .body("links", hasSize(4))
                .body("complete", equalTo(true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"depth=2", "limit=3"})
    void a_thread_says_that_it_leaves_something_out(String bound) {
        post("first", 1);
        for (int i = 2; i <= 5; i++) {
            post("step-" + i, i, link("responds-to", i == 2 ? "first" : "step-" + (i - 1)));
        }

        awaitSequence(5);
        get(eventId("first"), "/thread?" + bound)
                .body("items.id", contains("first", "step-2", "step-3"))
                .body("complete", equalTo(false));
    }

    @Test
    void a_thread_is_bounded_however_many_events_are_linked_to_one() {
        post("report", 1);
        for (int i = 1; i <= 30; i++) {
            post("answer-" + i, 2, link("responds-to", "report"));
        }

        awaitSequence(31);
        get(eventId("report"), "/thread?limit=10")
                .body("items", hasSize(10))
                .body("links", hasSize(9))
                .body("complete", equalTo(false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"depth=0", "depth=21", "limit=0", "limit=501"})
    void refuses_bounds_that_are_out_of_range(String bound) {
        post("report", 1);

        awaitSequence(1);
        given().get("/v1/events/" + eventId("report") + "/thread?" + bound)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-parameter"));
    }

    private void post(String id, int day, String... links) {
        publish(event(timeline, id, "step.taken"), data(id, day, links));
    }

    private static String data(String title, int day, String... links) {
        return "{\"occurred\":\"2022-08-0%d\",\"title\":\"%s\",\"links\":%s}"
                .formatted(day, title, Stream.of(links).collect(Collectors.joining(",", "[", "]")));
    }

    private static String link(String rel, String id) {
        return "{\"rel\":\"%s\",\"id\":\"%s\"}".formatted(rel, id);
    }

    private String eventId(String id) {
        return EventId.of(timeline, SOURCE, id).toString();
    }

    private ValidatableResponse get(String id) {
        return get(eventId(id), "");
    }

    private static ValidatableResponse get(String eventId, String rest) {
        return given().get("/v1/events/" + eventId + rest).then().statusCode(200);
    }

    private void awaitSequence(int sequence) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/v1/timelines/" + timeline)
                        .then()
                        .statusCode(200)
                        .body("sequence", equalTo(sequence)));
    }
}
