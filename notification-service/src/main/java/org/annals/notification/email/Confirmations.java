// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.core.Response.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.annals.notification.problem.Problem;
import org.annals.notification.problem.ProblemException;
import org.annals.notification.problem.Violation;
import org.annals.notification.subscription.Mailbox;
import org.annals.notification.subscription.Protocol;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.SubscriptionCreated;

/**
 * Asks whoever reads a mailbox whether they want the mails that somebody has subscribed it to. Anybody may subscribe
 * anybody, so that a mailbox is asked only a few times a day, and each owner may ask only so many.
 */
@ApplicationScoped
class Confirmations {

    private static final Duration DAY = Duration.ofDays(1);

    private final Postman postman;
    private final MailStore mails;
    private final MailTokenStore tokens;
    private final Clock clock;
    private final MailConfig config;

    Confirmations(Postman postman, MailStore mails, MailTokenStore tokens, Clock clock, MailConfig config) {
        this.postman = postman;
        this.mails = mails;
        this.tokens = tokens;
        this.clock = clock;
        this.config = config;
    }

    void ask(@Observes SubscriptionCreated event) {
        Subscription subscription = event.subscription();
        if (subscription.protocol() != Protocol.EMAIL) {
            return;
        }
        if (!postman.isConfigured()) {
            throw ProblemException.badRequest(
                    "email-not-configured",
                    "This installation sends no mail: its operator has to name a mail server (QUARKUS_MAILER_HOST) and a"
                            + " sender (QUARKUS_MAILER_FROM).",
                    List.of(new Violation("/protocol", "must be HTTP where no mail server is configured")));
        }
        String recipient = Mailbox.of(subscription.sink()).key();
        Instant now = clock.instant();
        if (mails.confirmationsSince(recipient, now.minus(DAY)) >= config.maxConfirmationsPerDay()) {
            throw new ProblemException(new Problem(
                    Status.TOO_MANY_REQUESTS,
                    "too-many-confirmations",
                    "This mailbox was asked " + config.maxConfirmationsPerDay()
                            + " times in a day whether it wants mail;"
                            + " confirm one of those, or try again tomorrow."));
        }
        String owner = subscription.owner();
        if (owner != null && mails.unconfirmedSince(owner, now.minus(DAY)) >= config.maxUnconfirmedPerOwnerPerDay()) {
            throw new ProblemException(new Problem(
                    Status.TOO_MANY_REQUESTS,
                    "too-many-confirmations",
                    "You had " + config.maxUnconfirmedPerOwnerPerDay()
                            + " mails sent in a day to mailboxes that had not asked for them; try again tomorrow."));
        }
        tokens.create(subscription.id(), now.plus(config.confirmationLifetime()));
        // There is one of its kind per subscription, so that they can share their name.
        mails.enqueue(subscription.id(), subscription.id(), MailRow.Kind.CONFIRMATION, recipient, owner, now);
    }
}
