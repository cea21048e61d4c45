// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
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
class SubscriptionDeliveryResourceTest {

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void deliveries_are_listed_page_by_page_the_newest_first() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        for (int sequence = 1; sequence <= 5; sequence++) {
            topic.put(timeline, sequence, "report.issued");
        }
        await().until(() -> subscriber.deliveries().getList("items").size() == 5);

        List<Integer> listed = new ArrayList<>();
        Map<String, Object> parameters = Map.of("limit", 2);
        while (true) {
            JsonPath page = list(subscriber, parameters);
            listed.addAll(page.getList("items.sequence"));
            if (page.getString("next") == null) {
                break;
            }
            parameters = Map.of("limit", 2, "cursor", page.getString("next"));
        }

        assertEquals(List.of(5, 4, 3, 2, 1), listed);
    }

    @Test
    void deliveries_are_listed_by_status() {
        receiver.answer("/hook", 500, "");
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));
        topic.put(timeline, 1, "report.issued");
        await().until(() ->
                list(subscriber, Map.of("status", "exhausted")).getList("items").size() == 1);
        receiver.answer("/hook", 200, "");
        topic.put(timeline, 2, "report.issued");
        await().until(() ->
                list(subscriber, Map.of("status", "delivered")).getList("items").size() == 1);

        assertEquals(List.of(1), list(subscriber, Map.of("status", "exhausted")).getList("items.sequence"));
        assertEquals(List.of(2), list(subscriber, Map.of("status", "delivered")).getList("items.sequence"));
        assertEquals(List.of(), list(subscriber, Map.of("status", "waiting")).getList("items.sequence"));
    }

    @Test
    void deliveries_are_listed_by_time() {
        Subscriber subscriber = exhausted(2);
        String until = Instant.now().toString();

        assertEquals(2, list(subscriber, Map.of("to", until)).getList("items").size());
        assertEquals(0, list(subscriber, Map.of("from", until)).getList("items").size());
        assertEquals(
                2,
                list(subscriber, Map.of("from", "2022-08-04T00:00:00+03:00", "status", "exhausted"))
                        .getList("items")
                        .size());
        assertEquals(
                0,
                list(subscriber, Map.of("to", "2022-08-04T00:00:00Z", "status", "exhausted"))
                        .getList("items")
                        .size());
    }

    @Test
    void an_exhausted_delivery_is_attempted_once_more_when_asked() {
        Subscriber subscriber = exhausted(1);
        receiver.answer("/hook", 200, "");
        String path = path(subscriber) + "/" + subscriber.deliveries().getString("items[0].id") + "/retry";

        given().post(path).then().statusCode(202).body("count", equalTo(1));

        await().until(() -> List.of("delivered").equals(subscriber.deliveries().getList("items.status")));
        assertEquals(
                List.of("server-error", "server-error", "server-error", "delivered"),
                subscriber.deliveries().getList("items[0].attempts.outcome"));
        given().post(path).then().statusCode(409).body("code", equalTo("delivery-not-exhausted"));
    }

    @Test
    void all_exhausted_deliveries_of_a_time_are_attempted_once_more_when_asked() {
        Subscriber subscriber = exhausted(3);
        Subscriber other = exhausted(1);
        receiver.answer("/hook", 200, "");
        String all = path(subscriber) + "/retry";

        given().post(all + "?to=2022-08-04T00:00:00Z").then().statusCode(202).body("count", equalTo(0));
        given().post(all + "?from=2022-08-04T00:00:00Z").then().statusCode(202).body("count", equalTo(3));

        await().until(() -> List.of("delivered", "delivered", "delivered")
                .equals(subscriber.deliveries().getList("items.status")));
        assertEquals(List.of("exhausted"), other.deliveries().getList("items.status"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"from=yesterday", "to=2022-08-04", "from=-999999999-01-01T00:00:00Z"})
    void a_wrong_time_is_refused(String query) {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        given().post(path(subscriber) + "/retry?" + query)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-parameter"));
    }

    @Test
    void what_is_unknown_cannot_be_retried() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        given().post(path(subscriber) + "/" + UUID.randomUUID() + "/retry")
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown-delivery"));
        given().post("/v1/subscriptions/" + UUID.randomUUID() + "/deliveries/retry")
                .then()
                .statusCode(404)
                .body("code", equalTo("unknown-subscription"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"status=lost", "from=yesterday", "limit=0", "cursor=x"})
    void a_wrong_parameter_is_refused(String query) {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        given().get("/v1/subscriptions/" + subscriber.id() + "/deliveries?" + query)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-parameter"));
    }

    private Subscriber exhausted(int count) {
        String story = ChangesTopic.newTimeline();
        receiver.answer("/hook", 500, "");
        Subscriber subscriber = Subscriber.to(story, receiver.url("/hook"));
        for (int sequence = 1; sequence <= count; sequence++) {
            topic.put(story, sequence, "report.issued");
        }
        await().until(() -> Collections.nCopies(count, "exhausted")
                .equals(subscriber.deliveries().getList("items.status")));
        return subscriber;
    }

    private static String path(Subscriber subscriber) {
        return "/v1/subscriptions/" + subscriber.id() + "/deliveries";
    }

    private static JsonPath list(Subscriber subscriber, Map<String, Object> parameters) {
        return given().params(parameters)
                .get("/v1/subscriptions/{id}/deliveries", subscriber.id())
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }
}
