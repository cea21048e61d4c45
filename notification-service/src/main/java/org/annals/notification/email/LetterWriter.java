// SPDX-License-Identifier: Apache-2.0
package org.annals.notification.email;

import io.quarkus.qute.Location;
import io.quarkus.qute.Template;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.annals.notification.subscription.Mailbox;
import org.annals.notification.subscription.Protocol;
import org.annals.notification.subscription.Subscription;
import org.annals.notification.subscription.Subscriptions;

/** Writes what a mail says, when it is sent: what was said before, and has ended since, is not said again. */
@ApplicationScoped
class LetterWriter {

    private final Subscriptions subscriptions;
    private final MailTokenStore tokens;
    private final Links links;
    private final Postman postman;
    private final AlertLetter alerts;
    private final Template confirmationText;
    private final Template confirmationHtml;
    private final Template disabledText;
    private final Template disabledHtml;

    LetterWriter(
            Subscriptions subscriptions,
            MailTokenStore tokens,
            Links links,
            Postman postman,
            AlertLetter alerts,
            @Location("mail/confirmation.txt") Template confirmationText,
            @Location("mail/confirmation.html") Template confirmationHtml,
            @Location("mail/disabled.txt") Template disabledText,
            @Location("mail/disabled.html") Template disabledHtml) {
        this.subscriptions = subscriptions;
        this.tokens = tokens;
        this.links = links;
        this.postman = postman;
        this.alerts = alerts;
        this.confirmationText = confirmationText;
        this.confirmationHtml = confirmationHtml;
        this.disabledText = disabledText;
        this.disabledHtml = disabledHtml;
    }

    /** Empty when there is nothing to say any more. */
    Optional<Letter> write(MailRow mail) {
        return switch (mail.kind) {
            case CONFIRMATION -> confirmation(mail);
            case ALERT -> alert(mail);
            case DISABLED -> disabled(mail);
        };
    }

    private Optional<Letter> confirmation(MailRow mail) {
        Optional<Subscription> unconfirmed = subscriptions
                .read(mail.subscriptionId)
                .filter(subscription -> subscription.status() == Subscription.Status.UNCONFIRMED);
        return unconfirmed.flatMap(subscription -> tokens.of(subscription.id()).map(token -> {
            Map<String, Object> data = Map.of(
                    "topic", Topic.of(subscription),
                    "link", links.confirm(token),
                    "until", Occurrence.DAY_AND_TIME.format(token.expires));
            return new Letter(
                    Mailbox.of(subscription.sink()).address(),
                    "Please confirm: mail about " + Topic.of(subscription),
                    confirmationText.data(data).render(),
                    confirmationHtml.data(data).render(),
                    Map.of("Message-ID", postman.messageId(mail.id.toString())));
        }));
    }

    /** What had to wait is told, though it was paused since; but not of a subscription that was given up or is gone. */
    private Optional<Letter> alert(MailRow mail) {
        return subscriptions
                .read(mail.subscriptionId)
                .filter(subscription -> subscription.status() != Subscription.Status.DISABLED)
                .flatMap(subscription ->
                        tokens.of(subscription.id()).flatMap(token -> alerts.write(mail.id, subscription, token)));
    }

    /**
     * To the contact of a subscription that is still there and still disabled. Nobody has confirmed that address, so
     * that nothing in it is of the subscriber's own words, nor of the servers that they have named.
     */
    private Optional<Letter> disabled(MailRow mail) {
        return subscriptions
                .read(mail.subscriptionId)
                .filter(subscription -> subscription.status() == Subscription.Status.DISABLED)
                .flatMap(
                        subscription -> Optional.ofNullable(subscription.asked().contact())
                                .map(contact -> disabled(mail, subscription, contact)));
    }

    private Letter disabled(MailRow mail, Subscription subscription, Mailbox contact) {
        boolean byMail = subscription.protocol() == Protocol.EMAIL;
        String topic = Topic.of(subscription);
        String reason = byMail
                ? "Its mail came back."
                : PlainText.line(Objects.requireNonNullElse(subscription.disabledReason(), ""));
        Map<String, Object> data = Map.of(
                "id", subscription.id(), "topic", topic, "target", byMail ? "mailbox" : "endpoint", "reason", reason);
        return new Letter(
                contact.address(),
                "Disabled: alerts about " + topic,
                disabledText.data(data).render(),
                disabledHtml.data(data).render(),
                Map.of("Message-ID", postman.messageId(mail.id.toString())));
    }
}
