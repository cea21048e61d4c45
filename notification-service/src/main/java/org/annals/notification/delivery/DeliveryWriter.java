package org.annals.notification.delivery;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Stores what became of attempts: all that has come up since the last transaction in the next one, a statement per
 * table. While the database is away it keeps trying, and whoever waits for it waits.
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

        record Stop() implements Work {}
    }

    private final MessageStore messages;
    private final DeliveryStore deliveries;
    private final AttemptStore attempts;
    private final RetrySchedule schedule;
    private final Clock clock;
    private final DeliveryConfig config;
    private final BlockingQueue<Work> queue = new LinkedBlockingQueue<>();
    private final Thread thread = new Thread(this::run, "delivery-writer");

    DeliveryWriter(
            MessageStore messages,
            DeliveryStore deliveries,
            AttemptStore attempts,
            Clock clock,
            RandomGenerator random,
            DeliveryConfig config) {
        this.messages = messages;
        this.deliveries = deliveries;
        this.attempts = attempts;
        this.schedule = new RetrySchedule(config.schedule(), random, clock);
        this.clock = clock;
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
                QuarkusTransaction.requiringNew().run(() -> write(batch));
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

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    private void write(List<Work> batch) {
        Set<Message> bodies = new LinkedHashSet<>();
        List<DeliveryStore.Begun> begun = new ArrayList<>();
        List<DeliveryStore.Result> firstResults = new ArrayList<>();
        List<DeliveryStore.Result> laterResults = new ArrayList<>();
        for (Work work : batch) {
            if (work instanceof Work.Begin begin) {
                for (Attempt attempt : begin.attempts()) {
                    bodies.add(attempt.message());
                    begun.add(begun(attempt, firstResults));
                }
                begin.alongside().run();
            } else if (work instanceof Work.End end) {
                Attempt attempt = end.attempt();
                Outcome outcome = attempt.outcome();
                if (outcome != null) {
                    laterResults.add(result(attempt, outcome));
                }
            }
        }
        if (!begun.isEmpty()) {
            messages.append(bodies);
            deliveries.append(begun);
        }
        if (!laterResults.isEmpty()) {
            deliveries.resolve(laterResults);
        }
        List<DeliveryStore.Result> results = new ArrayList<>(firstResults);
        results.addAll(laterResults);
        if (!results.isEmpty()) {
            attempts.append(results);
        }
    }

    private DeliveryStore.Begun begun(Attempt attempt, List<DeliveryStore.Result> results) {
        Outcome outcome = attempt.outcomeOrClaim();
        if (outcome != null) {
            DeliveryStore.Result result = result(attempt, outcome);
            results.add(result);
            return new DeliveryStore.Begun(attempt, result.status(), 1, result.nextAttempt(), null);
        }
        Instant now = clock.instant();
        Instant claimedUntil =
                attempt.isDeferred() ? null : now.plus(config.timeout()).plus(config.claimMargin());
        return new DeliveryStore.Begun(attempt, DeliveryStatus.WAITING, 0, now, claimedUntil);
    }

    private DeliveryStore.Result result(Attempt attempt, Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            Optional<Instant> next =
                    failed.canHeal() ? schedule.next(attempt.number(), failed.retryAfter()) : Optional.empty();
            return next.map(at -> new DeliveryStore.Result(attempt, outcome, DeliveryStatus.WAITING, at))
                    .orElseGet(() -> new DeliveryStore.Result(attempt, outcome, DeliveryStatus.EXHAUSTED, null));
        }
        return new DeliveryStore.Result(attempt, outcome, DeliveryStatus.DELIVERED, null);
    }
}
