// SPDX-License-Identifier: Apache-2.0
package org.annals.notification;

import static io.restassured.RestAssured.given;

import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Subscribes over HTTP, and reads what became of it. */
public record Subscriber(String id, String secret) {

    /** To all types of one timeline. */
    public static Subscriber to(String timeline, String sink) {
        return to(Map.of("timelines", List.of(timeline)), sink);
    }

    public static Subscriber to(Map<String, Object> what, String sink) {
        Map<String, Object> body = new LinkedHashMap<>(what);
        body.put("sink", sink);
        body.put("protocol", "HTTP");
        Response answer = given().contentType("application/json").body(body).post("/v1/subscriptions");
        answer.then().statusCode(201);
        return new Subscriber(answer.path("id"), answer.path("secret"));
    }

    /** By e-mail, to one timeline, and confirmed. */
    public static Subscriber to(String timeline, Inbox inbox) {
        Subscriber subscriber = unconfirmed(Map.of("timelines", List.of(timeline)), inbox);
        inbox.confirm();
        return subscriber;
    }

    public static Subscriber unconfirmed(Map<String, Object> what, Inbox inbox) {
        Map<String, Object> body = new LinkedHashMap<>(what);
        body.put("sink", inbox.sink());
        body.put("protocol", "EMAIL");
        Response answer = given().contentType("application/json").body(body).post("/v1/subscriptions");
        answer.then().statusCode(201);
        return new Subscriber(answer.path("id"), "");
    }

    public JsonPath get() {
        return given().get("/v1/subscriptions/{id}", id).jsonPath();
    }

    public String status() {
        return given().get("/v1/subscriptions/{id}", id).path("status");
    }

    /** The newest first. */
    public JsonPath deliveries() {
        Response answer = given().get("/v1/subscriptions/{id}/deliveries", id);
        answer.then().statusCode(200);
        return answer.jsonPath();
    }
}
