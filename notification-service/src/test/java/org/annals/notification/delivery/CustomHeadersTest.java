// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@QuarkusTest
class CustomHeadersTest {

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void a_webhook_carries_the_headers_of_its_subscriber() {
        subscribe(Map.of("Authorization", "Bearer token of a gateway")).then().statusCode(201);

        Receiver.Webhook webhook = receive(1);

        assertEquals("Bearer token of a gateway", webhook.header("authorization"));
        assertEquals("application/cloudevents+json", webhook.header("content-type"));
    }

    @Test
    void their_values_are_never_shown() {
        Response created = subscribe(Map.of("x-key", "confidential"));

        created.then().body("protocolsettings.headers.x-key", equalTo("***")).body(not(containsString("confidential")));
        get("/v1/subscriptions/" + created.path("id"))
                .then()
                .body("protocolsettings.headers.x-key", equalTo("***"))
                .body(not(containsString("confidential")));
    }

    @Test
    void a_patch_replaces_one_and_leaves_the_others_as_they_are() {
        String id = subscribe(Map.of("x-one", "first", "x-two", "second", "x-three", "third"))
                .path("id");

        patch(id, "{\"protocolsettings\": {\"headers\": {\"x-one\": \"new\", \"x-two\": null}}}")
                .then()
                .statusCode(200);

        Receiver.Webhook webhook = receive(1);
        assertEquals("new", webhook.header("x-one"));
        assertEquals("third", webhook.header("x-three"));
        assertEquals(
                1,
                webhook.headers().keySet().stream()
                        .filter("x-one"::equalsIgnoreCase)
                        .count());
        assertEquals(
                0,
                webhook.headers().keySet().stream()
                        .filter("x-two"::equalsIgnoreCase)
                        .count());
    }

    @Test
    void a_mask_is_no_value() {
        subscribe(Map.of("x-key", "***"))
                .then()
                .statusCode(400)
                .body("violations.pointer", contains("/protocolsettings/headers/x-key"));
    }

    @Test
    void headers_of_ours_and_what_would_break_a_request_are_refused() {
        Map<String, Object> headers = new LinkedHashMap<>();
        for (String name : List.of(
                "Webhook-Id",
                "Content-Type",
                "Content-Length",
                "Host",
                "Traceparent",
                "Transfer-Encoding",
                "User-Agent",
                "Proxy-Authorization",
                "a name",
                "")) {
            headers.put(name, "value");
        }
        headers.put("x-injected", "value\r\nhost: elsewhere");
        headers.put("x-blank", " value");
        headers.put("x-empty", "");
        headers.put("x-umlaut", "ü");
        headers.put("x-long", "x".repeat(1025));

        Response answer = subscribe(headers);

        answer.then()
                .statusCode(400)
                .body(
                        "violations.pointer",
                        containsInAnyOrder(headers.keySet().stream()
                                .map(name -> "/protocolsettings/headers/" + name)
                                .toArray()));
    }

    @Test
    void one_name_in_two_spellings_is_refused() {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("x-key", "one");
        headers.put("X-Key", "two");

        subscribe(headers)
                .then()
                .statusCode(400)
                .body("violations.pointer", contains("/protocolsettings/headers/X-Key"));
    }

    private Response subscribe(Map<String, ?> headers) {
        return given().contentType("application/json")
                .body(Map.of(
                        "sink",
                        receiver.url("/hook"),
                        "protocol",
                        "HTTP",
                        "timelines",
                        List.of(timeline),
                        "protocolsettings",
                        Map.of("headers", headers)))
                .post("/v1/subscriptions");
    }

    private static Response patch(String id, String body) {
        return given().contentType("application/merge-patch+json").body(body).patch("/v1/subscriptions/{id}", id);
    }

    private Receiver.Webhook receive(long sequence) {
        topic.put(timeline, sequence, "report.issued");
        await().until(() -> receiver.received("/hook").size() == sequence);
        return receiver.received("/hook").get((int) sequence - 1);
    }
}
