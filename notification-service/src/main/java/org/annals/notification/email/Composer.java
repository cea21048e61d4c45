// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.annals.notification.delivery.QueuedDeliveryStore;
import org.annals.notification.subscription.Mailbox;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.Subscriptions;

/**
 * Makes mails of deliveries that are due: one of all that is due for a subscription, so that whoever gets too many gets
 * fewer and longer ones. What is in a mail stays in it, whoever sends it, and however often it has to be tried.
 */
@ApplicationScoped
class Composer {

    /** Bounds a turn; a subscription may be among them many times. */
    private static final int MAX_DUE = 1000;

    private static final Duration HOUR = Duration.ofHours(1);

    /** How long deliveries of a subscription that is not active are left alone. */
    private static final Duration INACTIVE_PAUSE = Duration.ofMinutes(1);

    private final QueuedDeliveryStore deliveries;
    private final MailStore mails;
    private final Subscriptions subscriptions;
    private final Clock clock;
    private final MailConfig config;

    Composer(
            QueuedDeliveryStore deliveries,
            MailStore mails,
            Subscriptions subscriptions,
            Clock clock,
            MailConfig config) {
        this.deliveries = deliveries;
        this.mails = mails;
        this.subscriptions = subscriptions;
        this.clock = clock;
        this.config = config;
    }

    void compose() {
        Instant now = clock.instant();
        for (UUID id : deliveries.due(now, MAX_DUE)) {
            Subscription subscription = subscriptions.find(id);
            // Not here yet, when another replica has just made it: it is found again.
            if (subscription != null) {
                QuarkusTransaction.requiringNew().run(() -> compose(subscription, now));
            }
        }
    }

    private void compose(Subscription subscription, Instant now) {
        if (subscription.status() != Subscription.Status.ACTIVE) {
            deliveries.postpone(subscription.id(), now, now.plus(INACTIVE_PAUSE));
            return;
        }
        String recipient = Mailbox.of(subscription.sink()).key();
        List<Instant> made = mails.madeSince(recipient, now.minus(HOUR));
        if (made.size() >= config.maxPerHour()) {
            Instant room = made.get(made.size() - config.maxPerHour()).plus(HOUR);
            deliveries.postpone(subscription.id(), now, room);
            return;
        }
        deliveries
                .gather(subscription.id(), now, config.maxChanges())
                .ifPresent(mail -> mails.enqueue(mail, subscription.id(), MailRow.Kind.ALERT, recipient, null, now));
    }
}
