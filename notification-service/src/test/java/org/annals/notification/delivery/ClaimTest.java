// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With deliveries that are due so late that the service itself leaves them alone: the test's claims are in the future. */
@QuarkusTest
class ClaimTest {

    private static final int DELIVERIES = 200;
    private static final int AT_ONCE = 7;
    private static final DueStore.Room ROOM = new DueStore.Room(AT_ONCE, AT_ONCE, Map.of());

    private static final String INSERT = """
            WITH made AS (
                INSERT INTO message (timeline, sequence, event_id, type, recorded, body)
                SELECT :timeline, n, gen_random_uuid(), 'report.issued', now(), '{}' FROM generate_series(1, :count) n
                RETURNING timeline, sequence, event_id)
            INSERT INTO delivery (id, subscription_id, timeline, sequence, event_id, status, attempts, next_attempt, created,
                ordered)
            SELECT gen_random_uuid(), :subscription, timeline, sequence, event_id, 'WAITING', 0, :due, now(), :ordered
            FROM made
            """;

    private static final String LOCK = """
            SELECT id FROM delivery WHERE timeline = :timeline AND sequence = :sequence FOR UPDATE
            """;

    @Inject
    DueStore store;

    @Inject
    LaneStore lanes;

    @Inject
    EntityManager entities;

    private final String timeline = ChangesTopic.newTimeline();
    private final Instant due = Instant.now().truncatedTo(ChronoUnit.MICROS).plus(Duration.ofDays(400));
    private final Instant until = due.plusSeconds(30);

    private void insert(boolean ordered) {
        Subscriber subscriber = Subscriber.to(timeline, "https://example.org/hook");
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(INSERT)
                        .setParameter("timeline", timeline)
                        .setParameter("count", DELIVERIES)
                        .setParameter("subscription", UUID.fromString(subscriber.id()))
                        .setParameter("due", due.atOffset(ZoneOffset.UTC))
                        .setParameter("ordered", ordered)
                        .executeUpdate());
    }

    @Test
    void two_replicas_never_own_one_delivery_at_once() {
        insert(false);
        CompletableFuture<List<UUID>> one = CompletableFuture.supplyAsync(() -> claimAll(due));
        CompletableFuture<List<UUID>> other = CompletableFuture.supplyAsync(() -> claimAll(due));

        List<UUID> claimed = new ArrayList<>(one.join());
        claimed.addAll(other.join());

        assertEquals(DELIVERIES, claimed.size());
        assertEquals(DELIVERIES, new HashSet<>(claimed).size());
    }

    @Test
    void what_a_replica_has_claimed_that_was_killed_is_claimed_again_when_its_time_is_over() {
        insert(false);
        claimAll(due);

        assertEquals(0, claimAll(until.minusMillis(1)).size());
        assertEquals(DELIVERIES, claimAll(until).size());
    }

    @Test
    void a_run_is_the_first_of_its_lane_in_their_order() {
        insert(true);

        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L), claimRun(due));
        assertEquals(List.of(), claimRun(due), "what follows them waits");
    }

    @Test
    void a_run_that_is_given_back_is_claimed_again() {
        insert(true);
        List<DueStore.Claimed> run = List.copyOf(claimRuns(due).get(0));

        QuarkusTransaction.requiringNew()
                .run(() -> lanes.giveBack(
                        run.stream().skip(2).map(DueStore.Claimed::id).toList(), until));

        assertEquals(List.of(), claimRun(due), "the first two are ours still");
        QuarkusTransaction.requiringNew()
                .run(() -> lanes.giveBack(
                        run.stream().limit(2).map(DueStore.Claimed::id).toList(), until));
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L), claimRun(due));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "3, 2", "7, 6"})
    void nothing_behind_a_delivery_that_another_has_is_claimed(long locked, int claimed) {
        insert(true);

        List<DueStore.Claimed> ours = QuarkusTransaction.requiringNew().call(() -> {
            entities.createNativeQuery(LOCK)
                    .setParameter("timeline", timeline)
                    .setParameter("sequence", locked)
                    .getResultList();
            return claimRuns(due).stream().flatMap(Deque::stream).toList();
        });

        assertEquals(claimed, ours.size());
        QuarkusTransaction.requiringNew()
                .run(() ->
                        lanes.giveBack(ours.stream().map(DueStore.Claimed::id).toList(), until));
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L), claimRun(due), "what was behind it is nobody's");
    }

    private List<Long> claimRun(Instant now) {
        return claimRuns(now).stream()
                .flatMap(Deque::stream)
                .map(claimed -> claimed.message().sequence())
                .toList();
    }

    private List<Deque<DueStore.Claimed>> claimRuns(Instant now) {
        Instant later = now.equals(due) ? until : until.plusSeconds(30);
        return QuarkusTransaction.requiringNew().call(() -> lanes.claim(now, later, ROOM)).stream()
                .filter(run -> run.element().message().timeline().equals(timeline))
                .toList();
    }

    private List<UUID> claimAll(Instant now) {
        List<UUID> all = new ArrayList<>();
        while (true) {
            List<DueStore.Claimed> claimed = QuarkusTransaction.requiringNew()
                    .call(() -> store.claimDue(now, now.equals(due) ? until : until.plusSeconds(30), ROOM));
            List<UUID> ours = claimed.stream()
                    .filter(delivery -> delivery.message().timeline().equals(timeline))
                    .map(DueStore.Claimed::id)
                    .toList();
            if (claimed.isEmpty()) {
                return all;
            }
            all.addAll(ours);
        }
    }
}
