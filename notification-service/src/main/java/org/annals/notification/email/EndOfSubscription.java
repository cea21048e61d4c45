// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.annals.notification.delivery.QueuedDeliveryStore;
import org.annals.notification.subscription.Mailbox;
import org.annals.notification.subscription.Protocol;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.SubscriptionDisabled;
import org.jboss.logging.Logger;

/** What follows from a subscription being given up: nothing waits for its mail any more, and its owner is told. */
@ApplicationScoped
class EndOfSubscription {

    private static final Duration DAY = Duration.ofDays(1);

    private static final Logger LOG = Logger.getLogger(EndOfSubscription.class);

    private final QueuedDeliveryStore deliveries;
    private final Postman postman;
    private final MailStore mails;
    private final Clock clock;
    private final MailConfig config;

    EndOfSubscription(
            QueuedDeliveryStore deliveries, Postman postman, MailStore mails, Clock clock, MailConfig config) {
        this.deliveries = deliveries;
        this.postman = postman;
        this.mails = mails;
        this.clock = clock;
        this.config = config;
    }

    void disabled(@Observes SubscriptionDisabled event) {
        Subscription subscription = event.subscription();
        if (subscription.protocol() == Protocol.EMAIL) {
            deliveries.giveUp(subscription.id());
        }
        Mailbox contact = subscription.asked().contact();
        if (contact != null && postman.isConfigured()) {
            tell(contact, subscription);
        }
    }

    /** Nobody has confirmed that the contact wants mail, so that a day has to do with what others may get in an hour. */
    private void tell(Mailbox contact, Subscription subscription) {
        Instant now = clock.instant();
        if (mails.madeSince(contact.key(), now.minus(DAY)).size() >= config.maxPerHour()) {
            LOG.warnf("Contact not told, it had too much mail [subscription=%s]", subscription.id());
            return;
        }
        String owner = subscription.owner();
        if (owner != null && mails.unconfirmedSince(owner, now.minus(DAY)) >= config.maxUnconfirmedPerOwnerPerDay()) {
            LOG.warnf("Contact not told, its owner had too many told [subscription=%s]", subscription.id());
            return;
        }
        mails.enqueue(UUID.randomUUID(), subscription.id(), MailRow.Kind.DISABLED, contact.key(), owner, now);
    }
}
