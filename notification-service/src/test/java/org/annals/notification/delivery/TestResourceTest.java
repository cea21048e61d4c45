// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.standardwebhooks.Webhook;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.annals.notification.ChangesTopic;
import org.annals.notification.RawReceiver;
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
    void a_certificate_that_nobody_vouches_for_is_named() throws Exception {
        try (Receiver secure = Receiver.withOwnCertificate()) {
            Subscriber subscriber = Subscriber.to(timeline, secure.url("/hook"));

            test(subscriber.id())
                    .then()
                    .statusCode(200)
                    .body("outcome", equalTo("tls"))
                    .body("response", startsWith("The issuer of the certificate is unknown"));
        }
    }

    @Test
    void a_sink_that_is_not_ascii_is_kept_sent_to_and_found_in_ascii() throws IOException {
        try (RawReceiver raw = RawReceiver.answering("HTTP/1.1 204 No Content\r\n\r\n")) {
            Subscriber subscriber = Subscriber.to(timeline, raw.url("/é?q=ü"));

            test(subscriber.id()).then().statusCode(200).body("outcome", equalTo("delivered"));

            assertEquals("POST /%C3%A9?q=%C3%BC HTTP/1.1", raw.requests().get(0).line());
            assertEquals(raw.url("/%C3%A9?q=%C3%BC"), subscriber.get().getString("sink"));
            given().queryParam("sink", raw.url("/é?q=ü"))
                    .get("/v1/subscriptions")
                    .then()
                    .body("items.id", equalTo(List.of(subscriber.id())));
        }
    }

    @Test
    void an_unknown_subscription_cannot_be_tested() {
        test(UUID.randomUUID().toString()).then().statusCode(404).body("code", equalTo("unknown-subscription"));
    }

    private static Response test(String id) {
        return given().post("/v1/subscriptions/" + id + "/test");
    }
}
