// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.subscription;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.Startup;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Response.Status;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.annals.notification.credentials.Credentials;
import org.annals.notification.filter.FilterException;
import org.annals.notification.problem.Problem;
import org.annals.notification.problem.ProblemException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The subscriptions as this replica knows them: its own changes at once, those of others within a second. */
@Startup
@ApplicationScoped
public class Subscriptions {

    private static final Logger LOG = Logger.getLogger(Subscriptions.class);

    private static final int SEALED_AT_ONCE = 1000;
    private static final int READ_AT_ONCE = 5000;

    private final SubscriptionStore store;
    private final CatchUpStore catchUpStore;
    private final CatchUps catchUps;
    private final Starts starts;
    private final SubscriptionConfig config;
    private final Event<SubscriptionCreated> made;
    private final Event<SubscriptionReplaced> replacements;
    private final Event<SubscriptionDisabled> givenUp;
    private final SubscriptionIndex index = new SubscriptionIndex();
    private final Thread refresher = new Thread(this::keepRefreshing, "subscription-refresher");
    private final Counter failed;
    private long version;

    Subscriptions(
            SubscriptionStore store,
            CatchUpStore catchUpStore,
            CatchUps catchUps,
            Starts starts,
            SubscriptionConfig config,
            Event<SubscriptionCreated> made,
            Event<SubscriptionReplaced> replacements,
            Event<SubscriptionDisabled> givenUp,
            MeterRegistry registry) {
        this.failed = registry.counter("annals.filters.failed");
        this.store = store;
        this.catchUpStore = catchUpStore;
        this.catchUps = catchUps;
        this.starts = starts;
        this.config = config;
        this.made = made;
        this.replacements = replacements;
        this.givenUp = givenUp;
    }

    @PostConstruct
    void start() {
        encrypt();
        refresh();
        refresher.start();
        LOG.infof("Subscriptions loaded [count=%d]", index.size());
    }

    void stop(@Observes ShutdownEvent event) {
        refresher.interrupt();
    }

    /** Those that want a change, and are active. */
    public List<Subscription> matching(Facts facts) {
        return index.matching(facts, failure -> failed.increment()).stream()
                .filter(Subscription::isActive)
                .toList();
    }

    /** Whether it wants a change; a filter that can't say counts, and does not. */
    public boolean wants(Subscription subscription, Facts facts) {
        try {
            return subscription.wants(facts);
        } catch (FilterException e) {
            failed.increment();
            return false;
        }
    }

    public @Nullable Subscription find(UUID id) {
        return index.find(id);
    }

    /** By the database, so that it says what another replica has just made of it. */
    public Optional<Subscription> read(UUID id) {
        return store.get(id);
    }

    /** By the database, so that what another replica has just made is known. */
    public boolean exists(UUID id) {
        return store.get(id).isPresent();
    }

    // Storing and taking it into memory exclude the refresh, which could otherwise bring back what it read just before.

    /** With what it has yet to be told of the past. */
    synchronized Subscription create(Subscription subscription, List<CatchUp> start) {
        Subscription created = QuarkusTransaction.requiringNew().call(() -> {
            Subscription stored = store.create(subscription);
            requireRoom(stored.owner());
            catchUpStore.start(start);
            made.fire(new SubscriptionCreated(stored));
            return stored;
        });
        take(created);
        return created;
    }

    /**
     * Changes it, and where it is in the past.
     *
     * @param move told the subscription as it is now, in the same transaction
     * @return empty when somebody else has changed it since, or removed it
     */
    synchronized Optional<Subscription> replace(Subscription changed, Runnable move) {
        Optional<Subscription> replaced = QuarkusTransaction.requiringNew().call(() -> {
            Optional<Subscription> stored = store.replace(changed);
            if (stored.isPresent()) {
                move.run();
                replacements.fire(new SubscriptionReplaced(stored.get()));
            }
            return stored;
        });
        replaced.ifPresent(this::take);
        return replaced;
    }

    /** Reads anew what there is to catch up with in a partition, because another replica has moved it. */
    public synchronized void reload(int partition) {
        catchUps.reload(partition, catchUpStore.of(partition));
    }

    /** Takes over a partition of the topic. */
    public synchronized void own(int partition) {
        catchUps.own(partition, catchUpStore.of(partition));
    }

    /** Empty when somebody else has changed it since, or removed it. */
    Optional<Subscription> replace(Subscription changed) {
        return replace(changed, () -> {});
    }

    /** Empty when there is none. */
    synchronized Optional<Subscription> change(UUID id, UnaryOperator<Credentials> change) {
        Optional<Subscription> changed = store.change(id, change);
        changed.ifPresent(index::put);
        return changed;
    }

    /** Whoever reads the mail of the subscription wants it. Nothing happens when that is known. */
    public synchronized void confirm(UUID id) {
        store.confirm(id).ifPresent(index::put);
    }

    public synchronized boolean remove(UUID id) {
        boolean removed = store.remove(id);
        forget(id);
        return removed;
    }

    /** Counts what is stored: taking a version excludes others who would add one. */
    private void requireRoom(@Nullable String owner) {
        if (owner != null && store.countOf(owner) > config.maxPerOwner()) {
            throw new ProblemException(new Problem(
                    Status.CONFLICT,
                    "too-many-subscriptions",
                    "You have " + config.maxPerOwner() + " subscriptions, which is the limit here: end one that you no"
                            + " longer need, or ask the operator for more (annals.subscription.max-per-owner)."));
        }
    }

    /** Removes it unless somebody else has changed it since it was read. */
    public synchronized boolean remove(Subscription read) {
        boolean removed = store.remove(read);
        if (removed) {
            forget(read.id());
        }
        return removed;
    }

    private void take(Subscription subscription) {
        catchUps.learn(catchUpStore.of(List.of(subscription.id())));
        index.put(subscription);
    }

    private void forget(UUID id) {
        index.remove(id);
        catchUps.remove(id);
    }

    /** What was stored before there was encryption, or before there was this key. */
    private void encrypt() {
        while (store.seal(SEALED_AT_ONCE)) {
            LOG.infof("Secrets encrypted with the current key [count=%d]", SEALED_AT_ONCE);
        }
    }

    /**
     * Alerts it no more, keeps its places in the log, and tells those who observe {@link SubscriptionDisabled} in the same
     * transaction. Nothing happens when it is not active. Throws a problem when the broker does not say how far it is.
     *
     * @param reason for its owner
     */
    public void disable(UUID id, String reason) {
        disable(id, reason, starts.unsettled(id));
    }

    private synchronized void disable(UUID id, String reason, List<CatchUp> rest) {
        Optional<Subscription> disabled = QuarkusTransaction.requiringNew().call(() -> {
            Optional<Subscription> stored = store.disable(id, reason);
            if (stored.isPresent()) {
                catchUpStore.start(rest);
                givenUp.fire(new SubscriptionDisabled(stored.get()));
            }
            return stored;
        });
        disabled.ifPresent(this::take);
    }

    private synchronized void refresh() {
        SubscriptionStore.Changes changes;
        do {
            changes = store.since(version, READ_AT_ONCE);
            // Where they are in the past is known first, so that none is taken for live that is not.
            catchUps.learn(catchUpStore.of(
                    changes.present().stream().map(Subscription::id).toList()));
            changes.present().forEach(index::put);
            changes.deleted().forEach(this::forget);
            version = changes.version();
        } while (changes.more());
    }

    private void keepRefreshing() {
        try {
            while (true) {
                Thread.sleep(config.refreshInterval().toMillis());
                refreshOrLog();
            }
        } catch (InterruptedException e) {
            LOG.debug("Refreshing stopped");
        }
    }

    private void refreshOrLog() {
        try {
            refresh();
        } catch (RuntimeException e) {
            LOG.warnf("Subscriptions not refreshed, trying again [reason=%s]", e.getMessage());
        }
    }
}
