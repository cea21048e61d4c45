package org.annals.notification.delivery;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.standardwebhooks.Webhook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.util.List;
import java.util.UUID;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@QuarkusTest
class TestResourceTest {

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void a_test_event_arrives_marked_and_signed() {
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        Response answer = test(subscriber.id());

        answer.then().statusCode(200).body("outcome", equalTo("delivered")).body("status", equalTo(204));
        Receiver.Webhook webhook = receiver.received("/hook").get(0);
        assertEquals(answer.path("id"), webhook.header("webhook-id"));
        assertDoesNotThrow(() -> new Webhook(subscriber.secret()).verify(webhook.body(), webhook.headers()));
        JsonPath event = new JsonPath(webhook.body());
        assertEquals("annals.test", event.getString("type"));
        assertEquals("true", event.getString("test"));
        assertEquals(List.of(), subscriber.deliveries().getList("items"));
    }

    @Test
    void a_test_event_that_is_not_accepted_says_how_it_failed() {
        receiver.answer("/hook", 503, "Out of order");
        Subscriber subscriber = Subscriber.to(timeline, receiver.url("/hook"));

        Response answer = test(subscriber.id());

        answer.then()
                .statusCode(200)
                .body("outcome", equalTo("server-error"))
                .body("status", equalTo(503))
                .body("response", equalTo("Out of order"));
    }

    @Test
    void an_unknown_subscription_cannot_be_tested() {
        test(UUID.randomUUID().toString()).then().statusCode(404).body("code", equalTo("unknown-subscription"));
    }

    private static Response test(String id) {
        return given().post("/v1/subscriptions/" + id + "/test");
    }
}
