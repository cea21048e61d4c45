// SPDX-License-Identifier: Apache-2.0
package org.annals.timeline;

import static io.restassured.RestAssured.given;
import static org.annals.timeline.Topic.data;
import static org.annals.timeline.Topic.event;
import static org.annals.timeline.Topic.publish;
import static org.annals.timeline.Topic.with;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.config.DecoderConfig;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;
import org.annals.local.InfrastructureTestResource;
import org.annals.timeline.event.EventId;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(InfrastructureTestResource.class)
class CacheTest {

    private final String timeline = "story-" + UUID.randomUUID();
    private final String events = "/v1/timelines/" + timeline + "/events";

    @Inject
    DataSource database;

    @BeforeEach
    void publish_two_events() {
        publish(event(timeline, "a", "report.issued"), data("2022", "One"));
        publish(event(timeline, "b", "report.issued"), data("2022", "Two"));
        await("sequence", 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/events", "/events?format=atom", "/events?q=one&tag=x", "/facets", ""})
    void answers_304_without_touching_events(String path) throws SQLException {
        String address = "/v1/timelines/" + timeline + path;
        String tag = plain().get(address).then().statusCode(200).extract().header("ETag");

        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // Whoever reads either table now waits until the end of the test.
            statement.execute("LOCK TABLE event, change IN ACCESS EXCLUSIVE MODE");
            plain().header("If-None-Match", tag).get(address).then().statusCode(304);
            connection.rollback();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/thread", "/revisions"})
    void answers_304_for_an_event_until_anything_is_stored(String path) throws SQLException {
        String address = "/v1/events/" + EventId.of(timeline, Topic.SOURCE, "a") + path;
        String tag = plain().get(address)
                .then()
                .statusCode(200)
                .header("Cache-Control", containsString("must-revalidate"))
                .extract()
                .header("ETag");

        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE event, change IN ACCESS EXCLUSIVE MODE");
            plain().header("If-None-Match", tag).get(address).then().statusCode(304);
            connection.rollback();
        }
        publish(event(timeline, "c", "report.issued"), """
                {"occurred":"2022","title":"Three","links":[{"rel":"responds-to","id":"a"}]}""");
        await("sequence", 3);
        plain().header("If-None-Match", tag).get(address).then().statusCode(200);
    }

    @Test
    void gives_another_tag_once_the_timeline_is_described() {
        String tag = plain().get(events + "?format=atom").then().extract().header("ETag");
        describe("A title", "public");

        plain().header("If-None-Match", tag)
                .get(events + "?format=atom")
                .then()
                .statusCode(200)
                .body("feed.title", equalTo("A title"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/timelines/", "/embed/"})
    void gives_a_page_another_tag_once_what_it_links_to_elsewhere_is_corrected(String page) {
        String other = "other-" + UUID.randomUUID();
        publish(event(other, "far", "report.issued"), data("2022", "Far away"));
        publish(event(timeline, "c", "report.issued"), """
                {"occurred":"2022","title":"Three","links":[{"rel":"responds-to","id":"far","timeline":"%s"}]}""".formatted(other));
        await("sequence", 3);
        await(other, "sequence", 1);
        String tag = plain().get(page + timeline)
                .then()
                .body(containsString("Far away"))
                .extract()
                .header("ETag");

        publish(with(event(other, "far-2", "report.issued"), "ce_corrects", "far"), data("2022", "Not so far"));

        await(other, "sequence", 2);
        plain().header("If-None-Match", tag)
                .get(page + timeline)
                .then()
                .statusCode(200)
                .body(containsString("Not so far"));
    }

    @Test
    void lets_anyone_keep_what_is_public_and_ask_about_it() {
        plain().get(events)
                .then()
                .header("ETag", startsWith("\"2-"))
                .header("Cache-Control", "public, max-age=0, must-revalidate");
    }

    @Test
    void lets_nobody_on_the_way_keep_what_is_private() {
        describe("A secret", "private");

        plain().get(events).then().header("Cache-Control", startsWith("private,"));
        plain().get("/v1/events?limit=1").then().header("Cache-Control", startsWith("private,"));
        plain().get("/v1/timelines/" + timeline + "/changes?limit=1")
                .then()
                .header("Cache-Control", startsWith("private,"));
        describe("A secret told", "public");
    }

    @Test
    void gives_compressed_bytes_a_tag_of_their_own() {
        String tag = plain().get(events).then().extract().header("ETag");

        ExtractableResponse<Response> compressed = plain().header("Accept-Encoding", "gzip")
                .get(events)
                .then()
                .header("Content-Encoding", "gzip")
                .header("ETag", not(tag))
                .extract();
        assertTrue(compressed.headers().getValues("Vary").contains("Accept-Encoding"));
        plain().header("Accept-Encoding", "gzip")
                .header("If-None-Match", compressed.header("ETag"))
                .get(events)
                .then()
                .statusCode(304);
        plain().header("Accept-Encoding", "gzip;q=0")
                .header("If-None-Match", tag)
                .get(events)
                .then()
                .statusCode(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"other\", %s", "\"a,b\",W/%s , \"c\"", "*"})
    void answers_304_to_whoever_has_the_tag_in_any_form(String known) {
        String tag = plain().get(events).then().extract().header("ETag");

        plain().header("If-None-Match", known.formatted(tag))
                .get(events)
                .then()
                .statusCode(304)
                .header("ETag", tag)
                .header("Cache-Control", containsString("must-revalidate"));
        plain().header("If-None-Match", known.formatted(tag))
                .head(events)
                .then()
                .statusCode(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"other\"", "other", "W/\"other\", \"another\"", "\""})
    void answers_whoever_has_another_tag(String known) {
        plain().header("If-None-Match", known).get(events).then().statusCode(200);
    }

    @Test
    void knows_no_state_of_what_there_is_not() {
        plain().header("If-None-Match", "*")
                .get("/v1/events/" + UUID.randomUUID())
                .then()
                .statusCode(404);
    }

    @Test
    void answers_only_the_state_that_is_asked_for() {
        String tag = plain().get(events).then().extract().header("ETag");

        plain().header("If-Match", tag).get(events).then().statusCode(200);
        plain().header("If-Match", "*").get(events).then().statusCode(200);
        plain().header("If-Match", "W/" + tag)
                .get(events)
                .then()
                .statusCode(412)
                .body("code", equalTo("precondition-failed"));
    }

    @Test
    void lets_a_full_page_of_changes_be_kept_since_they_never_change() {
        String changes = "/v1/timelines/" + timeline + "/changes";

        plain().get(changes + "?limit=1").then().header("Cache-Control", "public, max-age=86400, s-maxage=5");
        plain().get(changes + "?limit=2").then().header("Cache-Control", "no-cache");
    }

    private void describe(String title, String visibility) {
        publish(
                with(
                        event(timeline, UUID.randomUUID().toString(), "annals.timeline.described"),
                        "ce_source",
                        "/annals/timelines"),
                "{\"title\":\"%s\",\"visibility\":\"%s\"}".formatted(title, visibility));
        await("title", title);
    }

    private void await(String field, Object value) {
        await(timeline, field, value);
    }

    private static void await(String timeline, String field, Object value) {
        Awaitility.await()
                .untilAsserted(() -> given().get("/v1/timelines/" + timeline)
                        .then()
                        .statusCode(200)
                        .body(field, equalTo(value)));
    }

    /** As a client that neither asks for compression nor undoes it. */
    private static RequestSpecification plain() {
        return given().config(RestAssured.config()
                        .decoderConfig(DecoderConfig.decoderConfig().noContentDecoders()))
                .header("User-Agent", "cache");
    }
}
