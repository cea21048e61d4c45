// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import org.annals.notification.ChangesTopic;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class PreviewTest {

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void a_subscription_is_tried_on_the_last_changes_and_says_why() {
        topic.put(timeline, 1, "report.issued");
        topic.put(timeline, 2, "director.resigned");
        topic.put(timeline, 3, "report.issued");

        Response answer = preview("3", """
                {"timelines": ["%s"], "types": ["report.*"], "filters": [{"sql": "sequence > 2"}, {"sql": "corrects = 'x'"}]}
                """.formatted(timeline));

        answer.then()
                .statusCode(200)
                .body("matched", equalTo(0))
                .body("items.sequence", contains(3, 2, 1))
                .body("items[0].why.member", contains("/timelines", "/types", "/backfill", "/filters/0", "/filters/1"))
                .body("items[0].why.fits", contains(true, true, true, true, false))
                .body("items[0].why[4].detail", equalTo("can't be said: The event has no corrects"))
                .body("items[1].why.find { it.member == '/types' }.fits", equalTo(false))
                .body("items[1].why.find { it.member == '/types' }.detail", equalTo("director.resigned"))
                .body("items[2].title", equalTo("Change 1"));
        preview("1", "{\"minimumStatus\": \"reported\", \"maximumAge\": \"P1D\"}")
                .then()
                .body("items[0].why.detail", hasItems("no status", "no end"));
        preview("3", "{\"timelines\": [\"" + timeline + "\"], \"types\": [\"report.*\"]}")
                .then()
                .body("matched", equalTo(2))
                .body("items.matched", contains(true, false, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "501", "all"})
    void a_wrong_number_is_refused(String last) {
        preview(last, "{}").then().statusCode(400).body("code", equalTo("invalid-parameter"));
    }

    @Test
    void what_is_no_subscription_is_refused() {
        preview("1", "{\"filters\": [{\"sql\": \"1 +\"}]}")
                .then()
                .statusCode(400)
                .body("violations.pointer", contains("/filters/0/sql"));
    }

    private static Response preview(String last, String body) {
        return given().contentType("application/json").body(body).post("/v1/subscriptions/preview?last=" + last);
    }
}
