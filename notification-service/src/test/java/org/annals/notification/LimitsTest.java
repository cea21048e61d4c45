// SPDX-License-Identifier: Apache-2.0
package org.annals.notification;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much one owner may ask for, and what endpoints and mailboxes are spared. */
@QuarkusTest
@TestProfile(LoginProfile.class)
class LimitsTest {

    private final String timeline = ChangesTopic.newTimeline();
    private final String olena = Tokens.subscriber("olena-" + UUID.randomUUID(), timeline);
    private final String mark = Tokens.subscriber("mark-" + UUID.randomUUID(), timeline);

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    @Test
    void an_owner_has_a_limit_of_subscriptions() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Response created = subscribe(olena, receiver.url("/hook"));
            created.then().statusCode(201);
            ids.add(created.path("id"));
        }

        subscribe(olena, receiver.url("/hook"))
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("code", equalTo("too-many-subscriptions"));
        as(olena).get("/v1/subscriptions?limit=100").then().body("items.size()", equalTo(12));
        subscribe(mark, receiver.url("/hook")).then().statusCode(201);
        as(olena).delete("/v1/subscriptions/" + ids.get(0)).then().statusCode(204);
        subscribe(olena, receiver.url("/hook")).then().statusCode(201);
    }

    @Test
    void an_endpoint_is_spared_however_many_subscriptions_it_has_and_whatever_they_ask_for() {
        for (String token : List.of(olena, mark)) {
            subscribe(token, receiver.url("/one?" + token.hashCode())).then().statusCode(201);
            subscribe(token, receiver.url("/two"), Map.of("protocolsettings", Map.of("rateLimit", 10_000)))
                    .then()
                    .statusCode(201);
        }

        for (int sequence = 1; sequence <= 15; sequence++) {
            topic.put(timeline, sequence, "report.issued");
        }

        await().until(() -> receiver.received().size() == 60);
        List<Receiver.Webhook> received = receiver.received();
        Duration all = Duration.between(received.get(0).at(), received.get(59).at());
        // Twenty at once, and twenty a second.
        assertTrue(all.toMillis() >= 1700, () -> "60 at 20 a second took only " + all);
    }

    @ParameterizedTest
    @CsvSource({"200, *", "204, annals.example.org", "200, ANNALS.example.org"})
    void an_endpoint_that_agrees_is_sent_webhooks_that_say_whom_they_are_from(int status, String allowed) {
        consent(status, allowed);
        Response created = subscribe(olena, receiver.url("/hook"));

        as(olena)
                .post("/v1/subscriptions/" + created.path("id") + "/test")
                .then()
                .body("outcome", equalTo("delivered"));

        assertEquals("annals.example.org", receiver.received("/hook").get(0).header("webhook-request-origin"));
    }

    @ParameterizedTest
    @CsvSource({"200,", "200, other.example.org", "405, *", "302, *"})
    void an_endpoint_that_does_not_agree_is_refused(int status, String allowed) {
        Response created = subscribe(olena, receiver.url("/hook"));
        consent(status, allowed);

        refused(subscribe(olena, receiver.url("/other")), "which was " + status);
        refused(
                as(olena)
                        .contentType("application/merge-patch+json")
                        .body(Map.of("sink", receiver.url("/other")))
                        .patch("/v1/subscriptions/" + created.path("id")),
                "which was " + status);
    }

    @Test
    void an_owner_has_a_limit_of_mailboxes_that_are_asked() {
        for (int i = 0; i < 4; i++) {
            subscribe(olena, Inbox.create().sink()).then().statusCode(201);
        }

        subscribe(olena, Inbox.create().sink())
                .then()
                .statusCode(429)
                .body("code", equalTo("too-many-confirmations"))
                .body("detail", startsWith("You had 4 mails sent"));
        subscribe(mark, Inbox.create().sink()).then().statusCode(201);
    }

    private static void refused(Response answer, String reason) {
        answer.then()
                .statusCode(400)
                .body("violations.pointer", contains("/sink"))
                .body(
                        "violations.detail",
                        contains(
                                "must agree to webhooks from annals.example.org by WebHook-Allowed-Origin in its answer"
                                        + " to OPTIONS, " + reason));
    }

    private void consent(int status, String allowed) {
        receiver.consent(exchange -> {
            assertEquals("annals.example.org", exchange.getRequestHeaders().getFirst("WebHook-Request-Origin"));
            if (allowed != null) {
                exchange.getResponseHeaders().add("WebHook-Allowed-Origin", allowed);
            }
            exchange.getResponseHeaders().add("Location", receiver.url("/elsewhere"));
            exchange.sendResponseHeaders(status, -1);
        });
    }

    private Response subscribe(String token, String sink) {
        return subscribe(token, sink, Map.of());
    }

    private Response subscribe(String token, String sink, Map<String, Object> more) {
        Map<String, Object> body = new LinkedHashMap<>(more);
        body.put("sink", sink);
        body.put("protocol", sink.startsWith("mailto:") ? "EMAIL" : "HTTP");
        body.put("timelines", List.of(timeline));
        return as(token).contentType("application/json").body(body).post("/v1/subscriptions");
    }

    private static RequestSpecification as(String token) {
        return given().auth().oauth2(token);
    }
}
