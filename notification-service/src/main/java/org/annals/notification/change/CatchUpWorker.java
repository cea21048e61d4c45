// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.change;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.annals.notification.delivery.Backlog;
import org.annals.notification.delivery.ToldStore;
import org.annals.notification.subscription.CatchUp;
import org.annals.notification.subscription.CatchUpStore;
import org.annals.notification.subscription.CatchUps;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.Subscriptions;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Reads the past for those that have to catch up, in one thread and a batch at a time. All that are within a batch
 * share it, so that a thousand catch-ups from the beginning read the topic once. Whoever was served longest ago is next.
 */
@ApplicationScoped
class CatchUpWorker {

    /** With the retries: before the writer. */
    private static final int STOPS_SECOND = 2000;

    private static final Duration IDLE_PAUSE = Duration.ofMillis(50);

    private static final Logger LOG = Logger.getLogger(CatchUpWorker.class);

    private final Map<String, Object> kafka;
    private final CatchUps catchUps;
    private final CatchUpStore store;
    private final Subscriptions subscriptions;
    private final ChangeMatcher matcher;
    private final ToldStore told;
    private final Backlog backlog;
    private final ChangeConfig config;
    private final CatchUpQueue queue = new CatchUpQueue();
    private final Thread thread = new Thread(this::run, "catch-up-worker");

    CatchUpWorker(
            @Identifier("default-kafka-broker") Map<String, Object> kafka,
            CatchUps catchUps,
            CatchUpStore store,
            Subscriptions subscriptions,
            ChangeMatcher matcher,
            ToldStore told,
            Backlog backlog,
            MeterRegistry registry,
            ChangeConfig config) {
        this.kafka = kafka;
        this.catchUps = catchUps;
        this.store = store;
        this.subscriptions = subscriptions;
        this.matcher = matcher;
        this.told = told;
        this.backlog = backlog;
        this.config = config;
        registry.gauge("annals.catchups.owed", catchUps, all -> all.owed().size());
    }

    void start(@Observes StartupEvent event) {
        thread.start();
    }

    void stop(@Observes @Priority(STOPS_SECOND) ShutdownEvent event) throws InterruptedException {
        thread.interrupt();
        thread.join(config.stopTimeout().toMillis());
    }

    private void run() {
        try (PastReader past = new PastReader(kafka, config.catchUpBatch())) {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(work(past).toMillis());
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.debug("Catching up stopped");
        }
    }

    /** Returns how long to pause. */
    private Duration work(PastReader past) throws InterruptedException {
        if (!matcher.isReady()) {
            return IDLE_PAUSE;
        }
        try {
            endThoseThatAreDone();
            List<CatchUp> owed = owed();
            if (owed.isEmpty()) {
                return IDLE_PAUSE;
            }
            serve(past, owed);
            return Duration.ZERO;
        } catch (InterruptException e) {
            throw e;
        } catch (ExecutionException | RuntimeException e) {
            LOG.warnf("Catching up failed, trying again [reason=%s]", e);
            return config.retryPause();
        }
    }

    private void endThoseThatAreDone() {
        List<CatchUp> done = catchUps.done();
        if (!done.isEmpty()) {
            store.end(done);
            catchUps.end(done);
            done.forEach(queue::remove);
        }
    }

    /** Of active subscriptions, those that may be served now, the next first. */
    private List<CatchUp> owed() {
        List<CatchUp> owed = catchUps.owed();
        if (owed.isEmpty()) {
            // Those of subscriptions that are gone, too.
            queue.clear();
        }
        return queue.order(
                owed.stream().filter(catchUp -> subscription(catchUp) != null).toList());
    }

    private void serve(PastReader past, List<CatchUp> owed) throws InterruptedException, ExecutionException {
        CatchUp first = owed.get(0);
        List<CatchUp> near = owed.stream()
                .filter(catchUp -> catchUp.partition() == first.partition() && catchUp.next() >= first.next())
                .toList();
        Set<UUID> crowded = backlog.crowded(
                near.stream().map(CatchUp::subscriptionId).distinct().toList(), config.maxWaiting());
        near.stream()
                .filter(catchUp -> crowded.contains(catchUp.subscriptionId()))
                .forEach(queue::rest);
        if (crowded.contains(first.subscriptionId())) {
            return;
        }
        PastReader.Batch batch = past.read(first.partition(), first.next());
        if (batch.reached() <= first.next()) {
            queue.rest(first);
            return;
        }
        deliver(
                batch,
                near.stream()
                        .filter(catchUp ->
                                catchUp.next() < batch.reached() && !crowded.contains(catchUp.subscriptionId()))
                        .toList());
    }

    private void deliver(PastReader.Batch batch, List<CatchUp> to) throws InterruptedException, ExecutionException {
        Set<UUID> advanced = ConcurrentHashMap.newKeySet();
        backlog.add(entries(batch, to), () -> {
                    advanced.clear();
                    advanced.addAll(store.advance(to, batch.reached()));
                })
                .get();
        List<CatchUp> moved =
                to.stream().filter(catchUp -> advanced.contains(catchUp.id())).toList();
        moved.forEach(queue::served);
        catchUps.advance(moved, batch.reached());
        if (moved.size() < to.size()) {
            // Set anew meanwhile, or moved by the replica that had the partition before.
            to.stream().filter(catchUp -> !advanced.contains(catchUp.id())).forEach(queue::rest);
            subscriptions.reload(to.get(0).partition());
        }
    }

    private List<Backlog.Entry> entries(PastReader.Batch batch, List<CatchUp> to) {
        Memory memory = new Memory(told);
        memory.learn(batch.changes().values().stream()
                .filter(Change::revises)
                .map(change -> change.message().eventId())
                .collect(Collectors.toSet()));
        List<Backlog.Entry> entries = new ArrayList<>();
        batch.changes().forEach((offset, change) -> entries.addAll(entries(to, offset, change, memory)));
        return entries;
    }

    private List<Backlog.Entry> entries(List<CatchUp> to, long offset, Change change, Memory memory) {
        Map<UUID, Long> told = memory.told(change.message().eventId());
        Revision before = memory.before(change);
        Change described = before == null ? change : change.since(before);
        List<Backlog.Entry> entries = new ArrayList<>();
        for (CatchUp catchUp : to) {
            Subscription subscription = subscription(catchUp);
            if (subscription != null && matcher.isFor(subscription, catchUp, offset, change, told)) {
                entries.add(new Backlog.Entry(
                        described.message(),
                        subscription,
                        catchUp.isReplay() && matcher.isInRange(catchUp, offset, change)));
            }
        }
        memory.keep(
                change, entries.stream().map(entry -> entry.subscription().id()).toList());
        return entries;
    }

    /** Null while it is not active, or not known yet. */
    private @Nullable Subscription subscription(CatchUp catchUp) {
        Subscription subscription = subscriptions.find(catchUp.subscriptionId());
        return subscription != null && subscription.isActive() ? subscription : null;
    }
}
