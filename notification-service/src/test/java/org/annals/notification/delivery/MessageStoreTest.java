// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.annals.notification.ChangesTopic;
import org.annals.notification.Subscriber;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who removes messages and who needs them again meet at the same moment. */
@QuarkusTest
class MessageStoreTest {

    private static final String DELIVER = """
            INSERT INTO delivery (id, subscription_id, timeline, sequence, event_id, status, attempts, created)
            VALUES (gen_random_uuid(), :subscription, :timeline, 1, :event, 'SKIPPED', 0, now())
            """;

    private static final String WAITING_FOR_LOCKS = """
            SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%message%FOR UPDATE%'
            """;

    @Inject
    MessageStore store;

    @Inject
    EntityManager entities;

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final String timeline = ChangesTopic.newTimeline();
    private final Message message =
            new Message(timeline, 1, UUID.randomUUID(), 1, "report.issued", Instant.now(), null, "{}");

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void a_message_that_is_needed_again_while_it_is_removed_stays() {
        Subscriber subscriber = Subscriber.to(timeline, "https://example.org/hook");
        inTransaction(() -> store.append(List.of(message)));

        CompletableFuture<Void> removal = QuarkusTransaction.requiringNew().call(() -> {
            store.append(List.of(message));
            CompletableFuture<Void> removing = CompletableFuture.runAsync(() -> inTransaction(this::remove), executor);
            await().until(() -> count(WAITING_FOR_LOCKS) > 0);
            entities.createNativeQuery(DELIVER)
                    .setParameter("subscription", UUID.fromString(subscriber.id()))
                    .setParameter("timeline", timeline)
                    .setParameter("event", message.eventId())
                    .executeUpdate();
            return removing;
        });
        removal.join();

        assertEquals(1, messages());
    }

    @Test
    void a_message_that_is_removed_while_it_is_needed_again_is_kept_anew() {
        inTransaction(() -> store.append(List.of(message)));

        CompletableFuture<Void> keeping = QuarkusTransaction.requiringNew().call(() -> {
            remove();
            CompletableFuture<Void> keeps =
                    CompletableFuture.runAsync(() -> inTransaction(() -> store.append(List.of(message))), executor);
            await().until(() -> count("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'") > 0);
            return keeps;
        });
        keeping.join();

        assertEquals(1, messages());
    }

    @Test
    void a_message_without_deliveries_is_removed() {
        inTransaction(() -> store.append(List.of(message)));

        inTransaction(this::remove);

        assertEquals(0, messages());
    }

    private void remove() {
        store.removeUnused(List.of(MessageStore.Key.of(message)));
    }

    private static void inTransaction(Runnable work) {
        QuarkusTransaction.requiringNew().run(work);
    }

    private long messages() {
        return QuarkusTransaction.requiringNew()
                .call(() -> (Long) entities.createNativeQuery(
                                "SELECT count(*) FROM message WHERE timeline = :timeline", Long.class)
                        .setParameter("timeline", timeline)
                        .getSingleResult());
    }

    private long count(String sql) {
        return QuarkusTransaction.requiringNew()
                .call(() -> (Long) entities.createNativeQuery(sql, Long.class).getSingleResult());
    }
}
