// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Inbox;
import org.annals.notification.Subscriber;
import org.annals.notification.subscription.Pace;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@QuarkusTest
class DigestTest {

    private static final Map<String, Object> HOURLY = Map.of("every", "hour");

    @Inject
    EntityManager entities;

    @Inject
    Composer composer;

    @AutoClose
    private final ChangesTopic topic = new ChangesTopic();

    private final Inbox inbox = Inbox.create();
    private final String one = "a" + ChangesTopic.newTimeline();
    private final String other = "b" + ChangesTopic.newTimeline();

    @Test
    void changes_wait_for_the_next_time_that_was_asked_for() {
        Instant before = Instant.now();

        Subscriber subscriber = subscribed(Map.of("every", "day", "at", "07:30", "zone", "Europe/Kyiv"));
        put(one, 1, 1, "event", "2022", "A report");

        awaitQueued(subscriber, 1);
        Instant due = new Pace(Pace.Every.DAY, LocalTime.of(7, 30), ZoneId.of("Europe/Kyiv")).next(before);
        assertEquals(due.toString(), subscriber.deliveries().getString("items[0].nextAttempt"));
        assertEquals(1, inbox.letters().size());
    }

    @Test
    void a_digest_is_grouped_by_timeline_in_the_order_in_which_it_occurred() {
        Subscriber subscriber = subscribed(HOURLY);
        put(other, 1, 1, "event", "2022-08-05", "Elsewhere");
        put(one, 1, 1, "event", "2022-08-05", "The director resigned");
        put(one, 2, 2, "event", "2022-08", "Some day in August");
        put(one, 3, 3, "event", "2022-08-01", "The first of August");
        awaitQueued(subscriber, 4);

        makeDue(subscriber);

        Inbox.Letter digest = inbox.await(2);
        assertEquals("[Annals] 4 changes to 2 timelines", digest.subject());
        assertInOrder(
                digest.text(),
                "Timeline: " + one,
                "The first of August",
                "Some day in August",
                "The director resigned",
                "Timeline: " + other,
                "Elsewhere");
        assertInOrder(digest.html(), "The first of August", "The director resigned", other, "Elsewhere");
        await().until(() -> Collections.nCopies(4, "delivered")
                .equals(subscriber.deliveries().getList("items.status")));
    }

    @Test
    void what_was_corrected_before_the_digest_is_told_once() {
        Subscriber subscriber = subscribed(HOURLY);
        put(one, 1, 1, "event", "2022-08", "A report");
        put(one, 2, 1, "correction", "2022-08-04", "Two reports");
        awaitQueued(subscriber, 2);

        makeDue(subscriber);

        Inbox.Letter digest = inbox.await(2);
        assertEquals("[" + one + "] New, corrected meanwhile: Two reports", digest.subject());
        assertEquals(-1, digest.text().indexOf("A report"));
    }

    @Test
    void a_correction_of_what_an_earlier_digest_told_is_marked_and_says_what_changed() {
        Subscriber subscriber = subscribed(HOURLY);
        put(one, 1, 1, "event", "2022-08", "A report");
        awaitQueued(subscriber, 1);
        makeDue(subscriber);
        inbox.await(2);
        put(one, 2, 2, "event", "2022-08-09", "An answer");
        put(one, 3, 1, "correction", "2022-08", "Two reports");
        awaitQueued(subscriber, 2);

        makeDue(subscriber);

        assertInOrder(
                inbox.await(3).text(),
                "CORRECTION: Two reports",
                "title: was \"A report\", is now \"Two reports\"",
                "An answer");
    }

    @Test
    void two_replicas_that_compose_at_once_make_one_digest() {
        Subscriber subscriber = subscribed(HOURLY);
        IntStream.rangeClosed(1, 20).forEach(i -> put(one, i, i, "event", "2022", "Change " + i));
        awaitQueued(subscriber, 20);

        makeDue(subscriber);
        IntStream.range(0, 8).parallel().forEach(replica -> composer.compose());

        await().until(() -> Collections.nCopies(20, "delivered")
                .equals(subscriber.deliveries().getList("items.status")));
        assertEquals("[" + one + "] 20 changes", inbox.await(2).subject());
        assertEquals(2, inbox.letters().size());
    }

    @Test
    void beyond_the_limit_of_an_hour_changes_wait_and_go_out_as_one() {
        Subscriber subscriber = Subscriber.to(one, inbox);
        execute("""
                INSERT INTO mail (id, subscription_id, kind, recipient, status, attempts, created)
                SELECT gen_random_uuid(), :id, 'ALERT', '%s', 'SENT', 1, now() - interval '50 minutes'
                FROM generate_series(1, 19)
                """.formatted(inbox.address()), subscriber);
        put(one, 1, 1, "event", "2022", "One");
        put(one, 2, 2, "event", "2023", "Two");
        await().until(() -> Stream.of(0, 1)
                .allMatch(i -> subscriber.deliveries().getString("items[" + i + "].nextAttempt") != null
                        && Instant.parse(subscriber.deliveries().getString("items[" + i + "].nextAttempt"))
                                .isAfter(Instant.now().plusSeconds(500))));
        assertEquals(1, inbox.letters().size());

        execute("UPDATE mail SET created = created - interval '1 hour' WHERE subscription_id = :id", subscriber);
        makeDue(subscriber);

        assertEquals("[" + one + "] 2 changes", inbox.await(2).subject());
    }

    private Subscriber subscribed(Map<String, Object> pace) {
        Subscriber subscriber = Subscriber.unconfirmed(Map.of("timelines", List.of(one, other), "pace", pace), inbox);
        inbox.confirm();
        return subscriber;
    }

    private static void awaitQueued(Subscriber subscriber, int count) {
        await().until(() -> subscriber.deliveries().getList("items.status").stream()
                        .filter("queued"::equals)
                        .count()
                == count);
    }

    /** As if the time had come. */
    private void makeDue(Subscriber subscriber) {
        execute(
                "UPDATE delivery SET next_attempt = now() WHERE subscription_id = :id AND status = 'QUEUED'",
                subscriber);
    }

    private void execute(String sql, Subscriber subscriber) {
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(sql)
                        .setParameter("id", UUID.fromString(subscriber.id()))
                        .executeUpdate());
    }

    private void put(String timeline, long sequence, long event, String kind, String occurred, String title) {
        Map<String, String> headers = new LinkedHashMap<>(ChangesTopic.headers(timeline, sequence, "report.issued"));
        headers.put("ce_eventid", new UUID(0, event).toString());
        headers.put("ce_kind", kind);
        topic.put(timeline, headers, "{\"title\": \"" + title + "\", \"occurred\": \"" + occurred + "\"}");
    }

    private static void assertInOrder(String text, String... parts) {
        int from = 0;
        for (String part : parts) {
            int at = text.indexOf(part, from);
            assertTrue(at >= 0, part + " comes not, or not in its place, in " + text);
            from = at + part.length();
        }
    }
}
