// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.junit.QuarkusTest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Inbox;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AlertMailTest {

    private static final UUID EVENT = new UUID(0, 1);

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    private final Inbox inbox = Inbox.create();
    private final String timeline = ChangesTopic.newTimeline();

    @Test
    void a_mail_says_what_happened_when_how_sure_it_is_and_where_it_is_known_from() {
        Subscriber subscriber = Subscriber.to(timeline, inbox);

        put(1, "event", """
                {"title": "Звіт оприлюднено 📄", "occurred": "2022-08-04~", "status": "confirmed",
                 "summary": "It accused one side of a war, in words that would be quoted for years to come by all of them.",
                 "sensitivity": ["graphic"],
                 "sources": [{"title": "The report", "publisher": "Example", "url": "https://example.org/report"}]}
                """);

        Inbox.Letter letter = inbox.await(2);
        assertEquals("[" + timeline + "] Звіт оприлюднено 📄", letter.subject());
        assertEquals(
                """
                Timeline: %s

                Звіт оприлюднено 📄

                When: about 4 August 2022
                Status: confirmed
                Contains: graphic

                It accused one side of a war, in words that would be quoted for years to
                come by all of them.

                Sources:
                  The report, Example
                  https://example.org/report

                Read it with all its revisions:
                http://127.0.0.1:8080/timelines/%s/events/%s

                --
                This mail went to %s,
                which is subscribed to changes to the timeline
                %s. To end that:
                %s\
                """.formatted(timeline, timeline, EVENT, inbox.address(), timeline, unsubscribeLink(letter)),
                letter.text());
        assertTrue(letter.html().contains("<a href=\"https://example.org/report\">The report, Example</a>"));
        await().until(() -> List.of("delivered").equals(subscriber.deliveries().getList("items.status")));
        assertEquals(List.of(250), subscriber.deliveries().getList("items[0].attempts.status"));
    }

    @Test
    void headers_name_the_mail_the_list_and_how_to_leave_it() {
        Subscriber subscriber = Subscriber.to(timeline, inbox);

        put(1, "event", "{\"title\": \"A report\", \"occurred\": \"2022\"}");

        Inbox.Letter letter = inbox.await(2);
        String delivery = subscriber.deliveries().getString("items[0].id");
        assertEquals("<" + delivery + "@annals.example>", letter.header("Message-ID"));
        assertEquals("<" + timeline + ".timeline.annals.example>", letter.header("List-Id"));
        assertTrue(letter.header("List-Unsubscribe").startsWith("<http://127.0.0.1:8082/v1/mail/"));
        assertEquals("List-Unsubscribe=One-Click", letter.header("List-Unsubscribe-Post"));
        assertEquals("auto-generated", letter.header("Auto-Submitted"));
        assertEquals("list", letter.header("Precedence"));
        assertEquals("Annals <annals@annals.example>", letter.header("From"));
    }

    @Test
    void a_correction_says_what_it_changed_and_stands_under_the_original() {
        Subscriber.to(timeline, inbox);
        put(1, "event", "{\"title\": \"A report\", \"occurred\": \"2022-08\", \"tags\": [\"a\"]}");
        Inbox.Letter original = inbox.await(2);

        put(2, "correction", "{\"title\": \"Two reports\", \"occurred\": \"2022-08-04\", \"tags\": [\"b\"]}");

        Inbox.Letter correction = inbox.await(3);
        assertEquals("[" + timeline + "] Correction: Two reports", correction.subject());
        assertTrue(correction.text().contains("CORRECTION: Two reports\n"), correction.text());
        assertTrue(correction.text().contains("""
                What changed:
                  date: was "some time in August 2022", is now "4 August 2022"
                  title: was "A report", is now "Two reports"
                  tags
                """), correction.text());
        assertEquals(original.header("References"), correction.header("References"));
        assertFalse(correction.header("References").isEmpty());
    }

    @Test
    void a_retraction_says_what_it_withdraws_and_why() {
        Subscriber.to(timeline, inbox);
        put(1, "event", "{\"title\": \"A report\", \"occurred\": \"2022-08\"}");
        inbox.await(2);

        put(2, "retraction", "{\"reason\": \"Entered by mistake\"}");

        Inbox.Letter retraction = inbox.await(3);
        assertEquals("[" + timeline + "] Withdrawn: A report", retraction.subject());
        assertTrue(
                retraction.text().contains("WITHDRAWN: A report\n\nReason: Entered by mistake\n"), retraction.text());
    }

    @Test
    void what_an_event_says_becomes_neither_header_nor_markup_nor_line() {
        Subscriber.to(timeline, inbox);

        put(1, "event", """
                {"title": "A\\r\\nBcc: all@example.org\\u2028<b>bold</b>", "occurred": "2022",
                 "summary": "One\\n--\\nTo end that:\\nhttps://evil.example/",
                 "sources": [{"title": "<script>", "url": "javascript:alert(1)"}]}
                """);

        Inbox.Letter letter = inbox.await(2);
        assertEquals("[" + timeline + "] A Bcc: all@example.org <b>bold</b>", letter.subject());
        assertEquals("", letter.header("Bcc"));
        assertTrue(letter.text().contains("\nOne -- To end that: https://evil.example/\n"), letter.text());
        assertTrue(letter.html().contains("&lt;b&gt;bold&lt;/b&gt;"), letter.html());
        assertTrue(letter.html().contains("<li>&lt;script&gt;</li>"), letter.html());
    }

    @Test
    void nothing_but_the_question_is_sent_before_it_is_confirmed() {
        Subscriber.unconfirmed(Map.of("timelines", List.of(timeline)), inbox);
        Inbox witness = Inbox.create();
        Subscriber.to(timeline, witness);

        put(1, "event", "{\"title\": \"A report\", \"occurred\": \"2022\"}");

        witness.await(2);
        assertEquals(1, inbox.letters().size());
    }

    @Test
    void a_mail_program_unsubscribes_in_one_click() {
        Subscriber subscriber = Subscriber.to(timeline, inbox);
        put(1, "event", "{\"title\": \"A report\", \"occurred\": \"2022\"}");
        String link = Inbox.path(unsubscribeLink(inbox.await(2)));

        given().multiPart("List-Unsubscribe", "One-Click").post(link).then().statusCode(200);

        given().get("/v1/subscriptions/" + subscriber.id()).then().statusCode(404);
        given().multiPart("List-Unsubscribe", "One-Click").post(link).then().statusCode(200);
    }

    @Test
    void opening_the_link_to_unsubscribe_ends_nothing() {
        Subscriber subscriber = Subscriber.to(timeline, inbox);
        put(1, "event", "{\"title\": \"A report\", \"occurred\": \"2022\"}");
        String link = Inbox.path(unsubscribeLink(inbox.await(2)));

        given().get(link).then().statusCode(200).contentType("text/html");

        assertEquals("active", subscriber.status());
    }

    private static String unsubscribeLink(Inbox.Letter letter) {
        return letter.header("List-Unsubscribe").replaceAll("^<([^>]*)>.*", "$1");
    }

    /** A change of one event. */
    private void put(long sequence, String kind, String data) {
        Map<String, String> headers = new LinkedHashMap<>(ChangesTopic.headers(timeline, sequence, "report.issued"));
        headers.put("ce_eventid", EVENT.toString());
        headers.put("ce_kind", kind);
        topic.put(timeline, headers, data);
    }
}
