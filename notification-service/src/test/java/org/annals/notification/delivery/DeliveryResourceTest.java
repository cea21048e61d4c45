package org.annals.notification.delivery;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
class DeliveryResourceTest {

    private final ChangesTopic topic = new ChangesTopic();
    private final Receiver receiver = new Receiver();
    private final String timeline = ChangesTopic.newTimeline();

    @AfterEach
    void close() {
        topic.close();
        receiver.close();
    }

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
        receiver.answer("/hook", 410, "");
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

    @ParameterizedTest
    @ValueSource(strings = {"status=lost", "limit=0", "cursor=x"})
    void a_wrong_parameter_is_refused(String query) {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        given().get("/v1/subscriptions/" + subscriber.id() + "/deliveries?" + query)
                .then()
                .statusCode(400)
                .body("code", equalTo("invalid-parameter"));
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
