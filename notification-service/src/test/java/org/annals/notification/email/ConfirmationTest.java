// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Inbox;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.Test;

@QuarkusTest
class ConfirmationTest {

    @Inject
    EntityManager entities;

    private final Inbox inbox = Inbox.create();
    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void a_new_subscription_is_unconfirmed_and_its_recipient_is_asked() {
        Response created = given().contentType("application/json")
                .body(Map.of("sink", inbox.sink(), "protocol", "EMAIL", "timelines", List.of(timeline)))
                .post("/v1/subscriptions");

        created.then().statusCode(201).body("status", equalTo("unconfirmed")).body("secret", nullValue());
        Inbox.Letter letter = inbox.await(1);
        assertEquals("Please confirm: mail about the timeline " + timeline, letter.subject());
        assertEquals("auto-generated", letter.header("Auto-Submitted"));
        assertTrue(letter.html().contains(letter.link()));
        assertEquals("<" + created.path("id") + "@annals.example>", letter.header("Message-ID"));
    }

    @Test
    void opening_the_link_confirms_nothing() {
        Subscriber subscriber = Subscriber.unconfirmed(Map.of("timelines", List.of(timeline)), inbox);
        String link = Inbox.path(inbox.await(1).link());

        given().get(link)
                .then()
                .statusCode(200)
                .contentType("text/html")
                .header("Referrer-Policy", "no-referrer")
                .body(containsString("<button>"));

        assertEquals("unconfirmed", subscriber.status());
    }

    @Test
    void pressing_the_button_confirms() {
        Subscriber subscriber = Subscriber.unconfirmed(Map.of("timelines", List.of(timeline)), inbox);
        String link = Inbox.path(inbox.await(1).link());

        given().post(link).then().statusCode(200).body(not(containsString("<button>")));

        assertEquals("active", subscriber.status());
    }

    @Test
    void a_link_that_is_too_old_confirms_nothing() {
        Subscriber subscriber = Subscriber.unconfirmed(Map.of("timelines", List.of(timeline)), inbox);
        String link = Inbox.path(inbox.await(1).link());

        expire(subscriber);

        given().post(link).then().statusCode(404).contentType("text/html");
    }

    @Test
    void a_subscription_that_is_never_confirmed_is_removed() {
        Subscriber subscriber = Subscriber.unconfirmed(Map.of("timelines", List.of(timeline)), inbox);
        Subscriber confirmed = Subscriber.to(timeline, Inbox.create());

        expire(subscriber);
        expire(confirmed);

        await().until(() -> given().get("/v1/subscriptions/" + subscriber.id()).statusCode() == 404);
        assertEquals("active", confirmed.status());
    }

    @Test
    void a_token_that_was_not_given_leads_nowhere() {
        given().post("/v1/mail/guessed/confirm").then().statusCode(404).contentType("text/html");
    }

    @Test
    void a_mailbox_is_asked_three_times_a_day_however_its_name_is_written() {
        for (String tag : List.of("", "+one", "+two")) {
            Subscriber subscriber =
                    Subscriber.unconfirmed(Map.of(), new Inbox(inbox.address().replace("@", tag + "@")));
            given().delete("/v1/subscriptions/" + subscriber.id()).then().statusCode(204);
        }

        Response fourth = given().contentType("application/json")
                .body(Map.of(
                        "sink", "mailto:" + inbox.address().replace("@example", "+Three@EXAMPLE"), "protocol", "EMAIL"))
                .post("/v1/subscriptions");

        fourth.then().statusCode(429).body("code", equalTo("too-many-confirmations"));
    }

    private void expire(Subscriber subscriber) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(
                                "UPDATE mail_token SET expires = now() WHERE subscription_id = :id")
                        .setParameter("id", UUID.fromString(subscriber.id()))
                        .executeUpdate());
    }
}
