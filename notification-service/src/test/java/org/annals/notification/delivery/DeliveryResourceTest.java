// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DeliveryResourceTest {

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void deliveries_of_all_subscriptions_are_listed_by_timeline_page_by_page() {
        Subscriber one = Subscriber.to(timeline, receiver.url("/one"));
        Subscriber other = Subscriber.to(timeline, receiver.url("/other"));
        topic.put(timeline, 1, "report.issued");
        topic.put(timeline, 2, "report.issued");
        topic.put(ChangesTopic.newTimeline(), 1, "report.issued");
        await().until(() -> list(Map.of("timeline", timeline)).getList("items").size() == 4);

        List<String> listed = new ArrayList<>();
        String cursor = null;
        do {
            JsonPath page = list(
                    cursor == null
                            ? Map.of("timeline", timeline, "limit", 3)
                            : Map.of("timeline", timeline, "limit", 3, "cursor", cursor));
            for (Map<String, Object> item : page.<Map<String, Object>>getList("items")) {
                listed.add(item.get("subscription") + " " + item.get("sequence"));
            }
            cursor = page.getString("next");
        } while (cursor != null);

        assertEquals(4, listed.size());
        assertEquals(4, listed.stream().distinct().count());
        assertEquals(
                2, listed.stream().filter(item -> item.startsWith(one.id())).count());
        assertEquals(
                2, listed.stream().filter(item -> item.startsWith(other.id())).count());
    }

    @Test
    void they_are_listed_by_subscription_and_status() {
        Subscriber one = Subscriber.to(timeline, receiver.url("/one"));
        receiver.answer("/failing", 500, "");
        Subscriber failing = Subscriber.to(timeline, receiver.url("/failing"));
        topic.put(timeline, 1, "report.issued");
        await().until(() -> list(Map.of("timeline", timeline, "status", "exhausted"))
                        .getList("items")
                        .size()
                == 1);

        assertEquals(
                List.of(failing.id()),
                list(Map.of("timeline", timeline, "status", "exhausted")).getList("items.subscription"));
        assertEquals(
                List.of(one.id()),
                list(Map.of("timeline", timeline, "status", "delivered")).getList("items.subscription"));
        assertEquals(
                List.of(failing.id()),
                list(Map.of("subscription", failing.id())).getList("items.subscription"));
        assertEquals(
                List.of(),
                list(Map.of("subscription", one.id(), "status", "waiting")).getList("items"));
    }

    @Test
    void one_delivery_is_read_with_its_attempts() {
        receiver.answer("/hook", 200, "Thank you");
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        topic.put(timeline, 1, "report.issued");
        await().until(() -> List.of("delivered").equals(subscriber.deliveries().getList("items.status")));

        String id = receiver.received("/hook").get(0).header("webhook-id");

        get("/v1/deliveries/" + id)
                .then()
                .statusCode(200)
                .body("subscription", equalTo(subscriber.id()))
                .body("timeline", equalTo(timeline))
                .body("nextAttempt", nullValue())
                .body("attempts", hasSize(1))
                .body("attempts[0].outcome", equalTo("delivered"))
                .body("attempts[0].response", equalTo("Thank you"));
    }

    @Test
    void one_exhausted_delivery_is_retried_and_all_of_a_timeline() {
        receiver.answer("/hook", 500, "");
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        for (int sequence = 1; sequence <= 3; sequence++) {
            topic.put(timeline, sequence, "report.issued");
        }
        await().until(() -> List.of("exhausted", "exhausted", "exhausted")
                .equals(subscriber.deliveries().getList("items.status")));
        receiver.answer("/hook", 200, "");
        String first = subscriber.deliveries().getString("items[2].id");

        given().post("/v1/deliveries/" + first + "/retry")
                .then()
                .statusCode(202)
                .body("count", equalTo(1));
        given().post("/v1/deliveries/retry?timeline=" + timeline)
                .then()
                .statusCode(202)
                .body("count", equalTo(2));

        await().until(() -> List.of("delivered", "delivered", "delivered")
                .equals(subscriber.deliveries().getList("items.status")));
        given().post("/v1/deliveries/" + first + "/retry")
                .then()
                .statusCode(409)
                .body("code", equalTo("delivery-not-exhausted"));
    }

    @Test
    void what_there_is_not_is_not_found() {
        get("/v1/deliveries/" + UUID.randomUUID()).then().statusCode(404).body("code", equalTo("unknown-delivery"));
        given().post("/v1/deliveries/" + UUID.randomUUID() + "/retry")
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown-delivery"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"status=lost", "subscription=1", "from=yesterday", "to=2022-08-04", "limit=0", "cursor=x"})
    void a_wrong_parameter_is_refused(String query) {
        get("/v1/deliveries?" + query).then().statusCode(400).body("code", equalTo("invalid-parameter"));
    }

    private static JsonPath list(Map<String, Object> parameters) {
        return given().params(parameters)
                .get("/v1/deliveries")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
