// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;
import org.annals.notification.problem.ProblemException;
import org.annals.notification.subscription.Subscriptions;
import org.jboss.logging.Logger;

/**
 * Stores what became of attempts: all that has come up since the last transaction in the next one. While the database is away it keeps trying, and whoever waits for it waits.
 */
@ApplicationScoped
public class DeliveryWriter {

    /** After those who still write when the service stops. */
    private static final int STOPS_LAST = 3000;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final Logger LOG = Logger.getLogger(DeliveryWriter.class);

    private sealed interface Work {

        /** First attempts, and what the caller stores in the same transaction. */
        record Begin(List<Attempt> attempts, Runnable alongside, CompletableFuture<Void> stored) implements Work {}

        /** An attempt of a delivery that is in the database already. */
        record End(Attempt attempt) implements Work {}

        /** If we crash before it is done, the next failure says it again. */
        record GiveUp(UUID subscription, String reason) implements Work {}

        record Stop() implements Work {}
    }

    private final Ledger ledger;
    private final Subscriptions subscriptions;
    private final DueSignal signal;
    private final DeliveryConfig config;
    private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "delivery-writer");

    DeliveryWriter(Ledger ledger, Subscriptions subscriptions, DueSignal signal, DeliveryConfig config) {
        this.ledger = ledger;
        this.subscriptions = subscriptions;
        this.signal = signal;
        this.config = config;
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes @Priority(STOPS_LAST) ShutdownEvent event) throws InterruptedException {
        queue.add(new Work.Stop());
        thread.join(config.stopTimeout().toMillis());
        // When the database is away, what is left comes again: it was not acknowledged.
        thread.interrupt();
    }

    /**
     * Stores deliveries with their first attempts as they are at that moment: delivered, waiting, or still on their way.
     *
     * @param alongside what is to be stored in the same transaction
     * @return completed when it is stored, and never otherwise
     */
    public CompletableFuture<Void> begin(List<Attempt> first, Runnable alongside) {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        queue.add(new Work.Begin(List.copyOf(first), alongside, stored));
        return stored;
    }

    void ended(Attempt attempt) {
        queue.add(new Work.End(attempt));
    }

    private void run() {
        try {
            boolean stopped = false;
            while (!stopped) {
                List<Work> batch = new ArrayList<>();
                batch.add(queue.take());
                queue.drainTo(batch);
                stopped = batch.stream().anyMatch(Work.Stop.class::isInstance);
                writeUntilDone(batch);
            }
        } catch (InterruptedException e) {
            LOG.warn("Outcomes not stored when the service stopped: their deliveries are repeated");
        }
    }

    private void writeUntilDone(List<Work> batch) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                write(batch);
                break;
            } catch (RuntimeException e) {
                LOG.warnf("Outcomes not stored, trying again [count=%d, reason=%s]", batch.size(), e);
                Thread.sleep(pause.toMillis());
                pause = longer(pause);
            }
        }
        for (Work work : batch) {
            if (work instanceof Work.Begin begin) {
                begin.stored().complete(null);
            }
        }
    }

    private void giveUp(Work.GiveUp work) {
        try {
            subscriptions.disable(work.subscription(), work.reason());
        } catch (ProblemException e) {
            // Without the broker, its place in the log is not known; outcomes are stored all the same.
            LOG.warnf(
                    "Subscription not disabled, its next failure says it again [subscription=%s, reason=%s]",
                    work.subscription(), e.getMessage());
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    private void write(List<Work> batch) {
        List<Attempt> first = new ArrayList<>();
        List<Attempt> later = new ArrayList<>();
        List<Runnable> alongside = new ArrayList<>();
        for (Work work : batch) {
            if (work instanceof Work.Begin begin) {
                first.addAll(begin.attempts());
                alongside.add(begin.alongside());
            } else if (work instanceof Work.End end) {
                later.add(end.attempt());
            } else if (work instanceof Work.GiveUp giveUp) {
                giveUp(giveUp);
            }
        }
        Map<UUID, String> givenUp = QuarkusTransaction.requiringNew().call(() -> {
            alongside.forEach(Runnable::run);
            return ledger.write(first, later);
        });
        if (Stream.concat(first.stream(), later.stream())
                .anyMatch(attempt -> attempt.subscription().isOrdered())) {
            signal.raise();
        }
        givenUp.forEach((subscription, reason) -> queue.add(new Work.GiveUp(subscription, reason)));
    }
}
