// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import static io.restassured.RestAssured.delete;
import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class SubscriptionResourceTest {

    private static final String SINK = "https://example.org/hook";

    @Test
    void a_new_subscription_is_answered_with_its_address_and_secret() {
        Response answer = post("""
                {"sink": "https://example.org/hook?a=1", "protocol": "HTTP",
                 "types": ["director.resigned", "report.*"], "timelines": ["amnesty-ukraine-2022"]}
                """);

        answer.then()
                .statusCode(201)
                .header("location", containsString("/v1/subscriptions/" + answer.path("id")))
                .body("sink", equalTo("https://example.org/hook?a=1"))
                .body("protocol", equalTo("HTTP"))
                .body("types", contains("director.resigned", "report.*"))
                .body("timelines", contains("amnesty-ukraine-2022"))
                .body("status", equalTo("active"))
                .body("created", notNullValue())
                .body("secret", startsWith("whsec_"));
        byte[] key = Base64.getDecoder().decode(answer.<String>path("secret").substring("whsec_".length()));
        assertTrue(key.length >= 24 && key.length <= 64);
    }

    @Test
    void the_secret_is_shown_only_once() {
        Subscriber subscriber = Subscriber.to(ChangesTopic.newTimeline(), SINK);

        Response answer = get("/v1/subscriptions/" + subscriber.id());

        answer.then()
                .statusCode(200)
                .body("id", equalTo(subscriber.id()))
                .body("status", equalTo("active"))
                .body("secret", nullValue());
        assertFalse(answer.asString().contains(subscriber.secret()));
    }

    @Test
    void a_secret_can_be_given() {
        String secret = "whsec_" + Base64.getEncoder().encodeToString(new byte[24]);

        post("{\"sink\": \"" + SINK + "\", \"protocol\": \"HTTP\", \"protocolsettings\": {\"secret\": \"" + secret
                        + "\"}}")
                .then()
                .statusCode(201)
                .body("secret", equalTo(secret))
                .body("types", nullValue());
    }

    @Test
    void everything_that_is_wrong_is_named_at_once() {
        Response answer = post("""
                {"sink": "ftp://example.org", "protocol": "MQTT", "types": [], "timelines": ["Not A Slug", 7],
                 "protocolsettings": {"secret": "whsec_c2hvcnQ=", "key": 1}, "colour": "red"}
                """);

        answer.then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("code", equalTo("invalid-subscription"))
                .body("type", equalTo("urn:annals:problem:invalid-subscription"))
                .body(
                        "violations.pointer",
                        contains(
                                "/colour",
                                "/protocol",
                                "/sink",
                                "/protocolsettings/key",
                                "/protocolsettings/secret",
                                "/timelines/0",
                                "/timelines/1",
                                "/types"));
        assertFalse(answer.asString().contains("c2hvcnQ"), "secrets are not repeated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "example.org/hook",
                "/hook",
                "mailto:desk@example.org",
                "file:///etc/passwd",
                "https://user:password@example.org/hook",
                "https://user@example.org/hook",
                "https://example.org/hook#part",
                "https:///hook",
                "https://exa mple.org/",
                "https://example.org:99999/",
                "http:example.org",
                "http://8.8.8.8/hook",
                "http://nowhere.invalid/hook",
                "https://127.0.0.2/hook",
                "https://127.1/hook",
                "https://2130706434/hook",
                "https://0x7f000002/hook",
                "https://0x7f.0.0.0x2/hook",
                "https://0177.0.0.2/hook",
                "https://127.0.0.2./hook",
                "https://127。0。0。2/hook",
                "https://１２７.0.0.2/hook",
                "https://%31%32%37.0.0.2/hook",
                "https://[::1]/hook",
                "https://[fe80::1%25eth0]/hook",
                "https://[::ffff:127.0.0.2]/hook",
                "https://[64:ff9b::7f00:2]/hook",
                "https://10.0.0.1/hook",
                "https://169.254.169.254/latest/meta-data/",
                "https://[fd00:ec2::254]/latest/meta-data/",
                "https://①②⑦.0.0.2/hook",
                "https://straße.example/hook",
                "https://example.org＠127.0.0.2/hook",
                "https://[2002:7f00:2::]/hook",
                "https://[::ffff:0:127.0.0.2]/hook",
                "https://[5f00::1]/hook",
                "https://example.org/\\ud83d",
                ""
            })
    void a_sink_that_webhooks_cannot_go_to_is_refused(String sink) {
        post("{\"sink\": \"" + sink + "\", \"protocol\": \"HTTP\"}")
                .then()
                .statusCode(400)
                .body("violations.pointer", contains("/sink"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", ".*", "a.**", "a.", "A.b", "a..b", "a*", ""})
    void a_type_that_no_event_has_is_refused(String type) {
        post("{\"sink\": \"" + SINK + "\", \"protocol\": \"HTTP\", \"types\": [\"" + type + "\"]}")
                .then()
                .statusCode(400)
                .body("violations.pointer", contains("/types/0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{} {}", "{\"sink\": 1, \"sink\": 2}", "nothing"})
    void what_is_not_json_is_refused(String body) {
        post(body)
                .then()
                .statusCode(400)
                .contentType("application/problem+json")
                .body("detail", notNullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "\"text\"", "{}"})
    void json_that_is_no_subscription_is_refused(String body) {
        post(body).then().statusCode(400).body("code", equalTo("invalid-subscription"));
    }

    @Test
    void a_body_of_megabytes_is_refused() {
        String sink = SINK + "?" + "x".repeat(12_000_000);

        post("{\"sink\": \"" + sink + "\", \"protocol\": \"HTTP\"}")
                .then()
                .statusCode(413)
                .contentType("application/problem+json");
    }

    @Test
    void another_media_type_is_refused() {
        given().contentType("text/plain")
                .body("sink")
                .post("/v1/subscriptions")
                .then()
                .statusCode(415)
                .contentType("application/problem+json");
    }

    @Test
    void subscriptions_are_listed_page_by_page_in_order_of_creation() {
        List<String> created = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            created.add(Subscriber.to(ChangesTopic.newTimeline(), SINK).id());
        }

        List<String> listed = new ArrayList<>();
        String cursor = null;
        do {
            JsonPath page = (cursor == null ? given() : given().param("cursor", cursor))
                    .param("limit", 2)
                    .get("/v1/subscriptions")
                    .then()
                    .statusCode(200)
                    .body("items.secret", hasItem(nullValue()))
                    .extract()
                    .jsonPath();
            listed.addAll(page.getList("items.id"));
            cursor = page.getString("next");
        } while (cursor != null);

        listed.retainAll(created);
        assertEquals(created, listed);
    }

    @ParameterizedTest
    @CsvSource({
        "timeline=%s, 2",
        "timeline=%s&type=report.*, 1",
        "timeline=%s&label=desk:kyiv&label=team:night, 1",
        "timeline=%s&label=desk:lviv, 0",
        "timeline=%s&sink=https://example.org/hook, 2",
        "timeline=%s&status=active, 2",
        "timeline=%s&status=disabled, 0",
    })
    void subscriptions_are_listed_by_what_they_ask_for(String query, int count) {
        String timeline = ChangesTopic.newTimeline();
        Subscriber.to(timeline, SINK);
        Subscriber.to(
                Map.of(
                        "timelines", List.of(timeline, "another"),
                        "types", List.of("report.*"),
                        "labels", Map.of("desk", "kyiv", "team", "night")),
                SINK);

        Response answer = get("/v1/subscriptions?" + String.format(query, timeline));

        answer.then().statusCode(200).body("items.size()", equalTo(count));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "status=lost",
                "label=desk",
                "limit=0",
                "limit=501",
                "limit=many",
                "cursor=!",
                "cursor=bm90aGluZw"
            })
    void a_wrong_parameter_is_refused(String query) {
        get("/v1/subscriptions?" + query).then().statusCode(400).body("code", equalTo("invalid-parameter"));
    }

    @Test
    void a_deleted_subscription_is_gone() {
        Subscriber subscriber = Subscriber.to(ChangesTopic.newTimeline(), SINK);

        delete("/v1/subscriptions/" + subscriber.id()).then().statusCode(204);

        get("/v1/subscriptions/" + subscriber.id())
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown-subscription"));
        get("/v1/subscriptions/" + subscriber.id() + "/deliveries").then().statusCode(404);
        delete("/v1/subscriptions/" + subscriber.id()).then().statusCode(404);
    }

    @Test
    void an_unknown_subscription_is_not_found() {
        get("/v1/subscriptions/" + UUID.randomUUID()).then().statusCode(404).contentType("application/problem+json");
        get("/v1/subscriptions/not-a-uuid").then().statusCode(404).contentType("application/problem+json");
    }

    private static Response post(String body) {
        return given().contentType("application/json").body(body).post("/v1/subscriptions");
    }
}
