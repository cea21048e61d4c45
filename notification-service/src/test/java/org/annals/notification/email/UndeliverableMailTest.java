// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Inbox;
import org.annals.notification.MailServer;
import org.annals.notification.Receiver;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
class UndeliverableMailTest {

    @Inject
    EntityManager entities;

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    @AutoClose
    private final Receiver receiver = new Receiver();

    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void a_mailbox_that_is_refused_for_good_disables_its_subscription() {
        Subscriber subscriber = confirmed(Inbox.create(MailServer.REFUSED));

        topic.put(timeline, 1, "report.issued");

        await().until(() -> subscriber.status().equals("disabled"));
        get("/v1/subscriptions/" + subscriber.id())
                .then()
                .body("disabledReason", startsWith("Mail came back: recipient address not accepted: 550 5.1.1"));
        assertEquals(List.of("exhausted"), subscriber.deliveries().getList("items.status"));
        assertEquals(List.of("mailbox-refused"), subscriber.deliveries().getList("items[0].attempts.outcome"));
        assertEquals(550, subscriber.deliveries().getInt("items[0].attempts[0].status"));
    }

    @ParameterizedTest
    @CsvSource({"full-,deferred,452", "dropped-,closed,", "hangs-,timeout,"})
    void what_can_heal_is_tried_again(String prefix, String outcome, Integer code) {
        Inbox inbox = Inbox.create(prefix);
        Subscriber subscriber = confirmed(inbox);

        topic.put(timeline, 1, "report.issued");

        inbox.await(1);
        await().until(() -> List.of("delivered").equals(subscriber.deliveries().getList("items.status")));
        assertEquals(List.of(outcome, "delivered"), subscriber.deliveries().getList("items[0].attempts.outcome"));
        assertEquals(code, subscriber.deliveries().get("items[0].attempts[0].status"));
        assertEquals(1, inbox.letters().size());
    }

    @Test
    void a_mail_server_that_hangs_stops_nothing_for_longer_than_it_hangs() {
        // As many as there are connections.
        for (int i = 0; i < 10; i++) {
            Subscriber.unconfirmed(Map.of(), Inbox.create(MailServer.HANGS));
        }

        Inbox other = Inbox.create();
        Subscriber.unconfirmed(Map.of(), other);

        await().atMost(Duration.ofSeconds(20)).until(() -> !other.letters().isEmpty());
    }

    @Test
    void what_was_given_up_is_sent_when_it_is_asked_for_again() {
        Inbox inbox = Inbox.create();
        Subscriber subscriber = confirmed(inbox);
        topic.put(timeline, 1, "report.issued");
        inbox.await(1);
        await().until(() -> List.of("delivered").equals(subscriber.deliveries().getList("items.status")));
        execute("UPDATE delivery SET status = 'EXHAUSTED' WHERE subscription_id = :id", subscriber);

        given().post("/v1/subscriptions/" + subscriber.id() + "/deliveries/retry")
                .then()
                .statusCode(202);

        Inbox.Letter again = inbox.await(2);
        assertEquals(inbox.letters().get(0).header("Message-ID"), again.header("Message-ID"));
    }

    @Test
    void a_mailbox_that_hangs_holds_up_no_other() {
        String other = ChangesTopic.newTimeline();
        Inbox inbox = Inbox.create();
        Subscriber.to(other, inbox);
        Subscriber hanging = confirmed(Inbox.create(MailServer.HANGS));
        topic.put(timeline, 1, "report.issued");
        await().until(() -> isBeingSent(hanging));

        topic.put(other, 1, "report.issued");

        inbox.await(2);
        // Sooner than the hanging one has ended, which then goes on as ever.
        assertEquals(List.of(), hanging.deliveries().getList("items.attempts.flatten()"));
        await().until(() -> List.of("delivered").equals(hanging.deliveries().getList("items.status")));
    }

    /** Nobody has confirmed that address: whoever is named there must not get a stranger's words from us. */
    @Test
    void the_contact_is_told_when_an_endpoint_is_given_up_in_our_words_alone() {
        Inbox contact = Inbox.create();
        receiver.answer("/secret-path", 410, "Words of the endpoint");
        Subscriber subscriber = Subscriber.to(
                Map.of(
                        "timelines",
                        List.of(timeline),
                        "contact",
                        contact.address(),
                        "description",
                        "Pay at evil.example"),
                receiver.url("/secret-path"));

        topic.put(timeline, 1, "report.issued");

        Inbox.Letter letter = contact.await(1);
        assertEquals("Disabled: alerts about the timeline " + timeline, letter.subject());
        assertTrue(letter.text().contains("Reason: The endpoint answered 410 Gone at "), letter.text());
        assertTrue(letter.text().contains("\nSubscription: " + subscriber.id() + "\n"), letter.text());
        for (String words : List.of("evil.example", "Words", "secret-path", "127.0.0.1")) {
            assertEquals(-1, letter.text().indexOf(words), letter.text());
            assertEquals(-1, letter.html().indexOf(words), letter.html());
        }
    }

    @Test
    void the_contact_of_a_mailbox_that_is_given_up_reads_nothing_of_its_server() {
        Inbox contact = Inbox.create("contact+tag-");
        Subscriber subscriber = confirmed(Inbox.create(MailServer.REFUSED), contact);

        topic.put(timeline, 1, "report.issued");

        Inbox.Letter letter = contact.await(1);
        assertTrue(
                letter.text().contains("Reason: Its mail came back.\nSubscription: " + subscriber.id()), letter.text());
        assertEquals(-1, letter.text().indexOf("Nobody of this name"), letter.text());
        assertEquals(-1, letter.text().indexOf(MailServer.REFUSED), letter.text());
    }

    private boolean isBeingSent(Subscriber subscriber) {
        return QuarkusTransaction.requiringNew()
                .call(() -> !entities.createNativeQuery(
                                "SELECT id FROM mail WHERE subscription_id = :id AND claimed_until > now()")
                        .setParameter("id", UUID.fromString(subscriber.id()))
                        .getResultList()
                        .isEmpty());
    }

    /** As if its reader had confirmed, which one whose mail never arrives can't. */
    private Subscriber confirmed(Inbox inbox) {
        return confirmed(inbox, Inbox.create());
    }

    private Subscriber confirmed(Inbox inbox, Inbox contact) {
        Inbox other = Inbox.create();
        Subscriber subscriber =
                Subscriber.unconfirmed(Map.of("timelines", List.of(timeline), "contact", contact.address()), other);
        other.confirm();
        execute("""
                WITH next AS (UPDATE subscription_version SET version = version + 1 RETURNING version)
                UPDATE subscription SET asked = jsonb_set(asked, '{sink}', '"%s"'), version = next.version
                FROM next WHERE id = :id
                """.formatted(inbox.sink()), subscriber);
        await().until(() ->
                inbox.sink().equals(get("/v1/subscriptions/" + subscriber.id()).path("sink")));
        return subscriber;
    }

    private void execute(String sql, Subscriber subscriber) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(sql)
                        .setParameter("id", UUID.fromString(subscriber.id()))
                        .executeUpdate());
    }
}
