package org.annals.notification.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
            INSERT INTO delivery (id, subscription_id, timeline, sequence, event_id, status, attempts, next_attempt, created)
            SELECT gen_random_uuid(), :subscription, timeline, sequence, event_id, 'WAITING', 0, :due, now() FROM made
            """;

    @Inject
    DueStore store;

    @Inject
    EntityManager entities;

    private final String timeline = ChangesTopic.newTimeline();
    private final Instant due = Instant.now().plus(Duration.ofDays(400));
    private final Instant until = due.plusSeconds(30);

    @BeforeEach
    void insert() {
        Subscriber subscriber = Subscriber.to(timeline, "https://example.org/hook");
        QuarkusTransaction.requiringNew()
                .run(() -> entities.createNativeQuery(INSERT)
                        .setParameter("timeline", timeline)
                        .setParameter("count", DELIVERIES)
                        .setParameter("subscription", UUID.fromString(subscriber.id()))
                        .setParameter("due", due.atOffset(ZoneOffset.UTC))
                        .executeUpdate());
    }

    @Test
    void two_replicas_never_own_one_delivery_at_once() {
        CompletableFuture<List<UUID>> one = CompletableFuture.supplyAsync(() -> claimAll(due));
        CompletableFuture<List<UUID>> other = CompletableFuture.supplyAsync(() -> claimAll(due));

        List<UUID> claimed = new ArrayList<>(one.join());
        claimed.addAll(other.join());

        assertEquals(DELIVERIES, claimed.size());
        assertEquals(DELIVERIES, new HashSet<>(claimed).size());
    }

    @Test
    void what_a_replica_has_claimed_that_was_killed_is_claimed_again_when_its_time_is_over() {
        claimAll(due);

        assertEquals(0, claimAll(until.minusMillis(1)).size());
        assertEquals(DELIVERIES, claimAll(until).size());
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
