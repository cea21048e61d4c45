// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.delivery;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.annals.notification.subscription.Subscription;

/** Deliveries of what is past: stored as due, and attempted with the retries, so that they never delay what is new. */
@ApplicationScoped
public class Backlog {

    private final BacklogStore store;
    private final DeliveryWriter writer;
    private final Clock clock;

    Backlog(BacklogStore store, DeliveryWriter writer, Clock clock) {
        this.store = store;
        this.writer = writer;
        this.clock = clock;
    }

    /**
     * A change for a subscription.
     *
     * @param again whether it is delivered even if it was before
     */
    public record Entry(Message message, Subscription subscription, boolean again) {}

    /**
     * Stores deliveries as due; those that exist already stay as they are, unless they are to be made again.
     *
     * @param alongside what is to be stored in the same transaction
     * @return completed when it is stored, and never otherwise
     */
    public CompletableFuture<Void> add(List<Entry> entries, Runnable alongside) {
        List<Attempt> attempts = new ArrayList<>();
        for (Entry entry : entries) {
            Instant now = clock.instant();
            attempts.add(
                    entry.again()
                            ? Attempt.replayed(entry.message(), entry.subscription(), now)
                            : Attempt.deferred(entry.message(), entry.subscription(), now, now));
        }
        return writer.begin(attempts, alongside);
    }

    /** Those of some subscriptions for which so many deliveries wait, or more. */
    public Set<UUID> crowded(Collection<UUID> subscriptions, int count) {
        return QuarkusTransaction.requiringNew().call(() -> store.crowded(subscriptions, count));
    }
}
