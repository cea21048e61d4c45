// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.SOURCE;
import static org.annals.timeline.Topic.data;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.annals.timeline.Topic.with;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.annals.local.InfrastructureTestResource;
import org.annals.timeline.event.EventId;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bulk answers for programs that compare a file with a timeline. */
@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class EventIdTest {

    private static final String TYPE = "report.issued";

    private final String timeline = "story-" + UUID.randomUUID();

    @Test
    void lists_the_events_of_a_source_page_by_page_withdrawn_or_not() {
        for (String id : List.of("a", "b", "c")) {
            publish(event(timeline, id, TYPE), data("2022", id));
        }
        publish(with(event(timeline, "other", TYPE), "ce_source", "/desk/lviv"), data("2022", "other"));
        publish(with(event(timeline, "c-2", TYPE), "ce_retracts", "c"), "{\"reason\":\"Wrong\"}");
        awaitSequence(5);

        Set<String> found = new HashSet<>();
        String cursor = "";
        do {
            var page = given().get("/v1/timelines/" + timeline + "/event-ids?limit=2&source=" + SOURCE + cursor)
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            found.addAll(page.getList("items.eventId"));
            cursor = page.get("next") == null ? "" : "&cursor=" + page.get("next");
        } while (!cursor.isEmpty());

        assertEquals(Stream.of("a", "b", "c").map(this::eventId).collect(Collectors.toSet()), found);
        given().get("/v1/timelines/" + timeline + "/event-ids")
                .then()
                .body("items.size()", equalTo(4))
                .body("items.findAll { it.retracted }.eventId", contains(eventId("c")));
    }

    @Test
    void looks_up_what_the_importer_published_last() {
        publish(event(timeline, "a", TYPE), data("2022", "First"));
        publish(
                with(
                        with(event(timeline, "a;revision=2", "step.taken"), "ce_corrects", "a"),
                        "ce_time",
                        "2022-08-04T09:30:00.5Z"),
                data("2022", "Second"));
        publish(with(event(timeline, "by-hand", TYPE), "ce_corrects", "a"), data("2022", "By hand"));
        publish(event(timeline, "b", TYPE), data("2022", "Gone"));
        publish(with(event(timeline, "b;revision=2", TYPE), "ce_retracts", "b"), "{\"reason\":\"Wrong\"}");
        awaitSequence(5);

        lookUp(eventId("a"), eventId("b"), eventId("none"))
                .statusCode(200)
                .body("items.eventId", containsInAnyOrder(eventId("a"), eventId("b")))
                .body("items.find { it.id == 'a' }.revision", equalTo(3))
                .body("items.find { it.id == 'a' }.type", equalTo("step.taken"))
                .body("items.find { it.id == 'a' }.time", equalTo("2022-08-04T09:30:00.5Z"))
                .body("items.find { it.id == 'a' }.data.title", equalTo("Second"))
                .body("items.find { it.id == 'b' }.retracted", equalTo(true))
                .body("items.find { it.id == 'b' }.data.title", equalTo("Gone"))
                .body("items.find { it.id == 'b' }.time", nullValue());
    }

    @Test
    void looks_up_nothing_of_another_timeline() {
        publish(event(timeline, "a", TYPE), data("2022", "First"));
        String other = "other-" + timeline;
        publish(event(other, "a", TYPE), data("2022", "First"));
        awaitSequence(1);

        lookUp(EventId.of(other, SOURCE, "a").toString()).statusCode(200).body("items", empty());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{}",
                "{\"eventIds\":[\"a\"]}",
                "{\"eventIds\":{}}",
                "{\"eventIds\":[null]}",
                "nonsense"
            })
    void refuses_a_body_without_ids(String body) {
        publish(event(timeline, "a", TYPE), data("2022", "First"));
        awaitSequence(1);

        given().contentType("application/json")
                .body(body)
                .post("/v1/timelines/" + timeline + "/event-lookups")
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-lookup"));
    }

    @Test
    void refuses_too_many_ids_and_unknown_timelines() {
        String many =
                String.join("\",\"", Collections.nCopies(5001, UUID.randomUUID().toString()));
        given().contentType("application/json")
                .body("{\"eventIds\":[\"" + many + "\"]}")
                .post("/v1/timelines/" + timeline + "/event-lookups")
                .then()
                .statusCode(400);
        lookUp(eventId("a")).statusCode(404).body("code", equalTo("unknown-timeline"));
        given().get("/v1/timelines/" + timeline + "/event-ids?limit=0").then().statusCode(400);
    }

    private ValidatableResponse lookUp(String... eventIds) {
        return given().contentType("application/json")
                .body("{\"eventIds\":[\"" + String.join("\",\"", eventIds) + "\"]}")
                .post("/v1/timelines/" + timeline + "/event-lookups")
                .then();
    }

    private String eventId(String id) {
        return EventId.of(timeline, SOURCE, id).toString();
    }

    private void awaitSequence(int sequence) {
        Awaitility.await()
                .untilAsserted(() -> given().get("/v1/timelines/" + timeline)
                        .then()
                        .statusCode(200)
                        .body("sequence", equalTo(sequence)));
    }
}
