// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class PatchTest {

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void what_is_given_replaces_what_was_and_null_removes_it() {
        Subscriber subscriber = Subscriber.to(
                Map.of(
                        "timelines", List.of(timeline),
                        "types", List.of("report.*"),
                        "labels", Map.of("desk", "kyiv", "team", "night")),
                receiver.url("/hook"));

        Response answer = patch(subscriber, """
                {"types": ["director.resigned"], "actors": ["Oksana Pokalchuk"], "minimumStatus": "reported",
                 "filters": [{"not": {"exact": {"kind": "retraction"}}}], "maximumAge": "P30D",
                 "labels": {"desk": "lviv", "team": null}, "description": "Resignations"}
                """);

        answer.then().statusCode(200);
        get("/v1/subscriptions/" + subscriber.id())
                .then()
                .body("types", contains("director.resigned"))
                .body("timelines", contains(timeline))
                .body("actors", contains("Oksana Pokalchuk"))
                .body("minimumStatus", equalTo("reported"))
                .body("filters[0].not.exact.kind", equalTo("retraction"))
                .body("maximumAge", equalTo("P30D"))
                .body("labels", equalTo(Map.of("desk", "lviv")))
                .body("description", equalTo("Resignations"))
                .body("secret", nullValue());
        patch(subscriber, "{\"filters\": null}").then().body("filters", nullValue());
    }

    @Test
    void changes_are_matched_by_what_the_subscription_has_become() {
        Subscriber subscriber = Subscriber.to(
                Map.of("timelines", List.of(timeline), "types", List.of("report.*")), receiver.url("/hook"));

        patch(subscriber, "{\"types\": [\"director.*\"]}").then().statusCode(200);

        topic.put(timeline, 1, "report.issued");
        topic.put(timeline, 2, "director.resigned");
        await().until(() -> receiver.received("/hook").size() == 1);
        assertEquals(List.of(2), subscriber.deliveries().getList("items.sequence"));
    }

    @Test
    void with_if_match_only_the_version_that_was_read_is_changed() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        String path = "/v1/subscriptions/" + subscriber.id();
        String tag = get(path).header("etag");
        given().header("if-none-match", tag).get(path).then().statusCode(304);

        patchIfMatch(tag, path, "{\"description\": \"first\"}")
                .then()
                .statusCode(200)
                .header("etag", not(tag));

        patchIfMatch(tag, path, "{\"description\": \"second\"}")
                .then()
                .statusCode(412)
                .body("code", equalTo("subscription-changed"));
        get(path).then().body("description", equalTo("first"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"sink\": null}|/sink",
                "{\"sink\": \"https://10.0.0.1/\"}|/sink",
                "{\"colour\": \"red\"}|/colour",
                "{\"since\": \"beginning\"}|/since",
                "{\"protocolsettings\": {\"secret\": \"whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIz\"}}|/protocolsettings/secret",
            })
    void what_cannot_be_changed_so_is_refused(String patch, String pointer) {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        patch(subscriber, patch).then().statusCode(400).body("violations.pointer", contains(pointer));
    }

    @Test
    void the_timeline_that_a_start_is_a_sequence_of_cannot_be_changed() {
        Subscriber subscriber =
                Subscriber.to(Map.of("timelines", List.of(timeline), "since", 3), receiver.url("/hook"));

        patch(subscriber, "{\"timelines\": [\"another\"]}")
                .then()
                .statusCode(400)
                .body("violations.pointer", contains("/timelines"));
    }

    private static Response patch(Subscriber subscriber, String body) {
        return given().contentType("application/merge-patch+json")
                .body(body)
                .patch("/v1/subscriptions/" + subscriber.id());
    }

    private static Response patchIfMatch(String tag, String path, String body) {
        return given().contentType("application/merge-patch+json")
                .header("if-match", tag)
                .body(body)
                .patch(path);
    }
}
